"""Floats: rounding, division, comparison with ints."""
print(7.0 // 2, -7.0 // 2, 7.5 % 2, -7.5 % 2, 7.5 % -2, divmod(7.5, 2), divmod(-7.5, 2))
print(2.0**3, 2**0.5, 4**-0.5, (-8) ** 2.0, 10.0**20)
print(1.0 == 1, 0.1 + 0.2 == 0.3, 1e16 == 10**16, 0.5 < 1, -0.0 == 0.0)
inf, nan = float("inf"), float("nan")
print(inf + 1, inf - inf, inf > 10**18, nan == nan, nan != nan, nan < 1, -inf)
print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234.5678, -2), round(5), round(15, -1), round(25, -1), round(1e20))
print(int(2.9), float(3), float("1.5"), float(" -2e3 "), float("1_0.5"), float(".5"))
print((2.0).is_integer(), (2.5).is_integer(), abs(-1.5))
for action in [lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 1.0 % 0, lambda: 0.0**-1, lambda: float("abc"), lambda: float(""), lambda: float(None),
               lambda: 10.0**400, lambda: round(inf), lambda: round(nan)]:
    try:
        print(action())
    except (ArithmeticError, ValueError, TypeError) as error:
        print(type(error).__name__ + ":", error)
