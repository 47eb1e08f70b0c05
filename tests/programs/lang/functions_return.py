"""Return values: none, tuples, early ones."""


def nothing():
    pass


def early(n):
    for i in range(10):
        if i == n:
            return i, "found"
    return None


def bare():
    return


print(nothing(), early(3), early(20), bare())
a, b = early(1)
print(a, b)
