"""Nested starred targets, unpacking in calls and returns."""


def pair():
    return 1, *[2, 3]


(a, *b), c, *d = [(1, 2, 3), 4, 5, 6]
print(a, b, c, d, pair())
for (x, y), *z in [((1, 2), 3, 4), ("ab",)]:
    print(x, y, z)
print([*[1, 2], *(x for x in "ab")], {*"aab"} == {"a", "b"}, {**{"a": 1}, **{"a": 2}}, (*(), *[1]))
head, (second, *_), *tail = "x", [1, 2, 3], "y", "z"
print(head, second, tail)
data = {"a": [1, 2], "b": [3]}
print([(k, v) for k, vs in data.items() for v in vs], {k: sum(v) for k, v in data.items()})
*all_of_it, = range(3)
print(all_of_it)
