"""An uncaught exception several calls deep, after output without a newline."""


def a():
    b()


def b():
    [1, 2, 3].index(9)


print("no newline at the end", end="")
a()
