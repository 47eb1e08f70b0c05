"""Generators that feed each other, lazily."""


def numbers(n):
    for i in range(n):
        print("make", i)
        yield i


def squares(source):
    for n in source:
        yield n * n


def take(n, source):
    for item in source:
        if n == 0:
            return
        n -= 1
        yield item


print(list(take(2, squares(numbers(10)))))
fib = (lambda: (yield from iter([1, 1, 2])))()
print(next(fib), list(fib))


def tree(node):
    if node:
        left, value, right = node
        yield from tree(left)
        yield value
        yield from tree(right)


print(list(tree(((None, 1, None), 2, ((None, 3, None), 4, None)))))
