"""The shortest text that reads back as the same float."""
values = [0.1, 0.2 + 0.1, 1 / 3, 2 / 3, 1e15, 1e16, 1e17, 123456789012345680.0, 1e22, 1e-4, 1e-5, 0.00012345, 1.5e300, 5e-324,
          1.7976931348623157e308, -0.0, 100.0, 1e100, 9007199254740993.0, 0.1 + 0.7, 4.35 * 100, 1.005, 3.0e-7, 123.456]
for value in values:
    print(value, repr(-value), str(value) == repr(value))
print(float("inf"), float("-inf"), float("nan"), 1e309, -1e309)
