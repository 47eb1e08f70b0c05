"""A call of a function with two arguments."""
N = 3000000


def add(a, b):
    return a + b


def run(n):
    total = 0
    for i in range(n):
        total = add(total, i)
    return total


print(run(N))
