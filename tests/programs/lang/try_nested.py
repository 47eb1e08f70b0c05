"""Nested handlers, and an exception raised in a handler."""


def inner(n):
    try:
        if n == 0:
            raise ValueError("v")
        if n == 1:
            raise KeyError("k")
        raise TypeError("t")
    except ValueError:
        print("inner value")
    except KeyError as error:
        raise RuntimeError("from the handler") from error
    finally:
        print("inner finally", n)


for n in range(3):
    try:
        inner(n)
    except RuntimeError as error:
        print("outer", error, repr(error.__cause__))
    except TypeError as error:
        print("outer type", error)
