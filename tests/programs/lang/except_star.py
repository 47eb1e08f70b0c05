"""except* takes a group apart."""


def split(group):
    try:
        raise group
    except* ValueError as part:
        print("values", part.exceptions)
    except* (KeyError, TypeError) as part:
        print("keys and types", repr(part))
    else:
        print("never")
    finally:
        print("finally")


split(ExceptionGroup("g", [ValueError(1), KeyError("k"), ValueError(2), TypeError("t")]))
split(ExceptionGroup("nested", [ExceptionGroup("in", [ValueError("deep")]), KeyError("flat")]))
split(ValueError("naked"))
try:
    split(ExceptionGroup("rest", [ValueError("v"), OSError("left over")]))
except ExceptionGroup as rest:
    print("rest", repr(rest))
