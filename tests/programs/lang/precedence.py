"""Which operator binds tighter."""
print(2 + 3 * 4, (2 + 3) * 4, 2**3**2, -(2**2), -2**2, 2**-1)
print(not True == False, not 1 > 2, 1 + 2 < 4, 1 | 2 == 2)
print(1 < 2 and 2 < 3 or False, True or False and False)
print(10 - 4 - 3, 100 / 10 / 2, 7 & 3 << 1)
print("a" if False else "b" if True else "c")
