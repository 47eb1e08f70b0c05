"""Arithmetic around the limits of the integers that are not allocated."""
edges = [0, 1, -1, 2 ** 48 - 1, 2 ** 48, -2 ** 48, -2 ** 48 - 1, 2 ** 47, -2 ** 47, 2 ** 62, True, 0.5, -0.0, float('inf')]


def ops(a, b):
    yield a + b
    yield a - b
    yield a * b
    yield a < b
    yield a == b
    yield a >= b
    for f in (lambda: a / b, lambda: a // b, lambda: a % b, lambda: a & b, lambda: a | b, lambda: a ^ b):
        try:
            yield f()
        except Exception as error:
            yield error


def constants(a):
    yield a + 1
    yield a - 1
    yield a * 2
    yield a + 281474976710655
    yield a - 281474976710656
    yield 'less' if a < 1 else 'more'
for a in edges:
    print(*constants(a))
    for b in edges:
        print(*ops(a, b))
