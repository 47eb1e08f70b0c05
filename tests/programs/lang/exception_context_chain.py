"""__context__ and __cause__ through several handlers."""


def chain(error):
    names = []
    while error is not None:
        names.append(type(error).__name__)
        error = error.__cause__ or error.__context__
    return " <- ".join(names)


try:
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            {}["x"]
    except KeyError as error:
        raise ValueError("outermost") from error
except ValueError as error:
    print(chain(error))
try:
    try:
        raise KeyError("a")
    finally:
        raise ValueError("b")
except ValueError as error:
    print(chain(error))
try:
    try:
        raise KeyError("a")
    except KeyError:
        pass
    raise ValueError("alone")
except ValueError as error:
    print(chain(error))
