"""An item of a generator."""
N = 3000000


def numbers(n):
    for i in range(n):
        yield i


def run(n):
    total = 0
    for i in numbers(n):
        total += i
    return total


print(run(N))
