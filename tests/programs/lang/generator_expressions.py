"""Generator expressions in calls."""
print(sum(n * n for n in range(5)))
print(max(len(word) for word in ["a", "abc", "ab"]))
print(any(n > 3 for n in range(5)), all(n > 3 for n in range(5)))
print(", ".join(str(n) for n in range(4)))
print(list(c.upper() for c in "abc"), tuple(n for n in range(3)))
lazy = (print("made", n) or n for n in range(3))
print("nothing made yet")
for each in lazy:
    print("got", each)
