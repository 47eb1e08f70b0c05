"""Assignment expressions."""
if (n := 10) > 5:
    print(n)
values = iter([1, 2, 0, 3])
while (value := next(values)):
    print("value", value)
print([y := 5, y * 2])
print([last := i for i in range(4)], last)
print((lambda: (z := 3) + z)())
