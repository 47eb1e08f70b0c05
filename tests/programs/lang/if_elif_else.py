"""Branches."""


def classify(n):
    if n < 0:
        return "negative"
    elif n == 0:
        return "zero"
    elif n < 10:
        if n % 2:
            return "small odd"
        return "small even"
    else:
        return "large"


for n in [-5, 0, 3, 4, 10, 99]:
    print(n, classify(n))
if True: print("on one line")
