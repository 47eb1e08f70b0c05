"""abs, min, max, sum, round, divmod, pow."""
print(abs(-3), abs(2.5), min(3, 1, 2), max([1, 5, 3]), min("hello"), max("a", "b", key=ord), min([], default="none"), max({1: "a", 3: "b"}))
print(sum([1, 2, 3]), sum([0.1] * 10), sum([], 5), sum([[1], [2]], []), sum(range(101)), round(3.7), round(-0.5), round(0.5), round(1.25, 1))
print(divmod(9, 4), pow(2, 3), pow(2, -1), pow(7, 2, 10), max([1, 2], [1, 3]), min((2, "b"), (2, "a")), max("abc", "abd"))
print(max(["aa", "b", "cc"], key=len), min(["aa", "b", "c"], key=len), max(1, 2.0, 2), max(2.0, 2))
for action in [lambda: min(), lambda: max(1), lambda: min(1, "a"), lambda: sum("ab"), lambda: abs("a"), lambda: round("a"), lambda: max([], key=len), lambda: sum([1, "a"])]:
    try:
        print(action())
    except (TypeError, ValueError) as error:
        print(type(error).__name__ + ":", error)
