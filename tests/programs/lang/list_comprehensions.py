"""List comprehensions, nested and filtered."""
print([n * n for n in range(5)])
print([n for n in range(20) if n % 3 == 0 if n % 2])
print([(a, b) for a in "xy" for b in range(2)])
print([[row * col for col in range(3)] for row in range(3)])
print([y for row in [[1, 2], [3]] for y in row])
n = "outside"
print([n for n in range(3)], n)
