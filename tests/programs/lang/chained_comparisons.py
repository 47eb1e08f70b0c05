"""a < b < c evaluates b once, and stops at the first false one."""


def show(value):
    print("evaluated", value)
    return value


print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0 == True)
print(show(1) < show(2) < show(3))
print(show(3) < show(2) < show(1))
print(1 < 2 > 1 != 0)
