"""W5: computing, without any waiting.  An operation is an iteration."""
N = 10000000


def compute(n):
    s = 0
    for i in range(n):
        s += i * i % 7
    return s


print(compute(N))
