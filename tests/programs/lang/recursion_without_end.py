"""Endless recursion is a RecursionError that can be caught."""


def down(n):
    return down(n + 1)


try:
    down(0)
except RecursionError as error:
    print("RecursionError")
print("goes on")
