"""What integer arithmetic refuses."""
for action in [
    lambda: 1 // 0,
    lambda: 1 % 0,
    lambda: 1 / 0,
    lambda: divmod(1, 0),
    lambda: 1 << -1,
    lambda: 1 + "a",
    lambda: "a" + 1,
    lambda: [] + 1,
    lambda: 1 - None,
    lambda: 1.5 & 1,
    lambda: -"a",
    lambda: ~1.5,
    lambda: "a" * "b",
    lambda: "a" * 1.5,
    lambda: [1] - [1],
    lambda: 0**-1,
    lambda: 1 @ 2,
    lambda: int("5", 1),
    lambda: int(float("nan")),
    lambda: int(float("inf")),
]:
    try:
        print(action())
    except (ArithmeticError, TypeError, ValueError) as error:
        print(type(error).__name__ + ":", error)
