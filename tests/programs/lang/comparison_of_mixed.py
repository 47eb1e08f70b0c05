"""Equality never fails, order may."""
values = [1, 1.0, True, "1", None, [1], (1,), {1: 1}]
for a in values:
    print([a == b for b in values])
print([1, "a"] == [1, "a"], [1, "a"] != [1, "b"], (1, [2]) == (1, [2]), {"a": [1]} == {"a": [1]})
for action in [lambda: [1] < [None], lambda: (1, "a") < (1, 2), lambda: {} < {}, lambda: [] < None, lambda: "a" >= 1, lambda: max([1, "a"])]:
    try:
        print(action())
    except TypeError as error:
        print(error)
print([1, 2] < [1, 2, 0], (0, "z") < (1,), "" < "a", [] < [0], [[]] < [[], []])
