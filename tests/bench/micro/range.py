"""A loop over range() with a comparison and an addition."""
N = 3000000


def run(n):
    total = 0
    for i in range(n):
        if i & 3 != 2:
            total += 1
    return total


print(run(N))
