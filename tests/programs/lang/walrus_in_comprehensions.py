"""The walrus binds in the enclosing function."""


def f(values):
    doubled = [last := v * 2 for v in values]
    if any((found := v) > 2 for v in values):
        return doubled, last, found
    return doubled, last, None


print(f([1, 2, 3, 4]), f([1]))
while (n := len(chunk := [1, 2, 3][: 2])) > 5:
    pass
print(n, chunk, [y for x in range(4) if (y := x * x) % 2 == 0])
