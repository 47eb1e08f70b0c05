"""Calling what cannot be called, and builtins called wrongly."""
for action in [
    lambda: 5(),
    lambda: "a"(),
    lambda: [1](0),
    lambda: len(),
    lambda: len([], []),
    lambda: int("1", 2, 3),
    lambda: ord(),
    lambda: ord(5),
    lambda: chr("a"),
    lambda: "abc".upper(1),
    lambda: "abc".replace("a"),
    lambda: {}.keys(1),
    lambda: print(1, foo=2),
    lambda: sorted(),
    lambda: sorted([1], reversed=True),
    lambda: isinstance(1),
    lambda: range(),
    lambda: "x".join(),
    lambda: abs(),
    lambda: iter(),
]:
    try:
        print(action())
    except TypeError as error:
        print(error)
