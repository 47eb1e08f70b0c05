"""An inner function that calls itself and sees the outer's variables."""


def flatten(items):
    result = []

    def walk(part, depth):
        for item in part:
            if isinstance(item, list):
                walk(item, depth + 1)
            else:
                result.append((depth, item))

    walk(items, 0)
    return result


print(flatten([1, [2, [3, [4]], 5], [], [[6]]]))


def hanoi(n, a="A", b="B", c="C"):
    return 0 if n == 0 else hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)


print(hanoi(8))


def permutations(items):
    if len(items) <= 1:
        return [items]
    return [[items[i]] + rest for i in range(len(items)) for rest in permutations(items[:i] + items[i + 1 :])]


print(permutations([1, 2, 3]))
