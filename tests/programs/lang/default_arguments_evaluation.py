"""Defaults are evaluated where the def stands, once, in order."""


def note(value):
    print("default", value)
    return value


def f(a, b=note(1), *, c=note(2)):
    return a, b, c


print(f(0), f(0, c=5))
x = 10


def g(y=x):
    return y


x = 20
print(g(), g(x))


def h(n, memo={}):
    if n not in memo:
        memo[n] = n if n < 2 else h(n - 1) + h(n - 2)
    return memo[n]


print(h(50))
