"""raise with a class, an instance, from, and bare."""
try:
    raise ValueError
except ValueError as error:
    print(repr(error), str(error) == "", error.args)
try:
    raise ValueError("a", 1)
except ValueError as error:
    print(repr(error), str(error), error.args)
try:
    try:
        raise KeyError("first")
    except KeyError:
        print("re-raising")
        raise
except KeyError as error:
    print("again", error)
try:
    raise
except RuntimeError as error:
    print(error)
try:
    raise 5
except TypeError as error:
    print(error)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("second")
except ValueError as error:
    print(repr(error.__context__), error.__cause__, error.__suppress_context__)
try:
    raise ValueError("x") from None
except ValueError as error:
    print(error.__context__, error.__cause__, error.__suppress_context__)
