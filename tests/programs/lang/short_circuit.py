"""and, or return an operand and evaluate no more than they must."""


def side(name, value):
    print("side", name)
    return value


print(side("a", 0) and side("b", 1))
print(side("a", 2) and side("b", 0))
print(side("a", "") or side("b", "x"))
print(side("a", 5) or side("b", 6))
print(None or 0 or [])
print(1 and 2 and 3)
