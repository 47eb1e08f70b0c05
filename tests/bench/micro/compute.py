"""W5: whole numbers, with a division that leaves a rest."""
N = 5000000


def run(n):
    s = 0
    for i in range(n):
        s += i * i % 7
    return s


print(run(N))
