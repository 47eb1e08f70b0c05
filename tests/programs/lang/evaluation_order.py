"""Operands, arguments and displays are evaluated from left to right."""


def t(x):
    print(x, end=" ")
    return x


def f(*args, **kwargs):
    return "called"


print(t(1) + t(2) * t(3))
print(f(t("a"), t("b"), c=t("c"), d=t("d")))
print([t(1), t(2)], {t("k"): t("v"), t("l"): t("w")})
data = [0, 1, 2]
data[t(0)] = t("value")
print(data)
print(t(5) if t(1) else t(6))
data[t(1)] += t(10)
print(data)
