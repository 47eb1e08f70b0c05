"""enumerate, zip, map, filter, reversed, iter, next, any, all, sorted."""
print(list(enumerate("ab")), list(enumerate("ab", 1)), list(zip([1, 2], "ab", (True, False))), list(zip([1], [1, 2])), list(zip()))
print(list(map(str, [1, 2])), list(map(lambda a, b: a + b, [1, 2], [10, 20, 30])), list(filter(None, [0, 1, "", "a"])), list(filter(lambda n: n > 1, [1, 2, 3])))
print(list(reversed("abc")), list(reversed(range(3))), any([]), all([]), any([0, 1]), all([1, 0]))
it = iter([1, 2])
print(next(it), next(it), next(it, "end"), next(it, None))
try:
    next(it)
except StopIteration as error:
    print("StopIteration", error.value)
print(dict(zip("ab", [1, 2])), [*map(int, "123")], dict(enumerate("xy")))
for action in [lambda: list(zip([1], 5)), lambda: iter(5), lambda: next([1]), lambda: reversed({1: 2}.items()) and reversed(5), lambda: list(map(None, [1])), lambda: enumerate(5)]:
    try:
        print(action())
    except TypeError as error:
        print(type(error).__name__ + ":", error)
