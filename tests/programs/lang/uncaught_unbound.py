"""UnboundLocalError at the top."""


def f():
    print(x)
    x = 1


f()
