"""Keywords in all orders, through several layers."""


def f(a, b, c=3, *rest, d, e=5, **more):
    return [a, b, c, rest, d, e, more]


print(f(1, 2, d=4))
print(f(1, 2, 30, 40, 50, d=4, z=9))
print(f(b=2, a=1, d=4, e=6, y=1, x=2))
print(f(*(1, 2), **{"d": 4, "k": 5}))
print(f(1, *[2, 3, 4], d=0, **{}, **{"q": 1}))
for call in [lambda: f(1, d=2), lambda: f(1, 2), lambda: f(1, 2, a=3, d=4), lambda: f(1, 2, d=1, **{"d": 2}), lambda: f(*5, d=1), lambda: f(**5)]:
    try:
        call()
    except TypeError as error:
        print(error)
