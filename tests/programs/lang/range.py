"""range in its three forms."""
print(list(range(5)), list(range(2, 5)), list(range(0, 10, 3)), list(range(5, 0, -2)))
print(list(range(0)), list(range(3, 1)), len(range(0, 100, 7)))
print(3 in range(5), 5 in range(5), range(10)[3], range(10)[-1])
print(range(5), range(1, 5), range(1, 5, 2))
try:
    range(1, 2, 0)
except ValueError as error:
    print(error)
try:
    range(1.5)
except TypeError as error:
    print(error)
