"""An instance with two attributes made and dropped."""
N = 1000000


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def run(n):
    total = 0
    for i in range(n):
        p = Point(i, 1)
        total += p.y
    return total


print(run(N))
