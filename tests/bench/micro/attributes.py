"""Two attributes of an instance read and one written."""
N = 3000000


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


def run(n):
    p = Point(0, 3)
    for i in range(n):
        p.x = p.x + p.y
    return p.x


print(run(N))
