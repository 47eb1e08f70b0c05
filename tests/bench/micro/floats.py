"""Arithmetic with floats."""
N = 3000000


def run(n):
    x = 0.5
    for i in range(n):
        x = x * 3.7 * (1.0 - x)
    return x


print(f"{run(N):.12g}")
