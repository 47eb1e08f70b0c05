"""Positional-only and keyword-only parameters."""


def f(a, b=2, /, c=3, *, d, e=5):
    return a, b, c, d, e


print(f(1, d=4), f(1, 9, 8, d=7, e=6), f(1, c=0, d=0))
for call in [lambda: f(a=1, d=2), lambda: f(1, 2, 3, 4), lambda: f(1), lambda: f(d=1)]:
    try:
        call()
    except TypeError as error:
        print(error)
