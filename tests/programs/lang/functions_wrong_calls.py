"""What a wrong call says."""


def f(a, b, c=3):
    return a + b + c


def g(*, key):
    return key


def h():
    pass


calls = [
    lambda: f(),
    lambda: f(1),
    lambda: f(1, 2, 3, 4),
    lambda: f(1, 2, d=4),
    lambda: f(1, 2, a=1),
    lambda: g(),
    lambda: g(1),
    lambda: h(1),
    lambda: h(x=1),
]
for call in calls:
    try:
        call()
    except TypeError as error:
        print(error)
