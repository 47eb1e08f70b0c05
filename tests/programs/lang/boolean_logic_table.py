"""and, or, not and comparisons in combination."""
for a in (True, False):
    for b in (True, False):
        print(a, b, a and b, a or b, a != b, not a or b, (a or not b) and (b or not a), a if b else not a)
print(1 and "x" or "y", 0 and "x" or "y", not [] and not {}, None is None is not False, 5 > 3 > 1 < 2, 1 in [1] == True)
