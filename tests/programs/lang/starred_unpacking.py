"""Starred targets and starred displays."""
first, *rest = [1, 2, 3]
*start, last = "abc"
a, *middle, z = range(6)
only, *empty = [1]
print(first, rest, start, last, a, middle, z, only, empty)
print([*range(3), *"ab"], (*[1, 2], 3), {**{"a": 1}, "b": 2, **{"a": 3}})
try:
    p, *q, r = [1]
except ValueError as error:
    print(error)
for head, *tail in [(1, 2, 3), "xy"]:
    print(head, tail)
