"""Names share lists, copies do not."""
a = [1, 2]
b = a
c = a[:]
d = list(a)
a.append(3)
print(b, c, d, a is b, a is c)
grid = [[0] * 2] * 2
grid[0][0] = 1
print(grid)
grid = [[0] * 2 for _ in range(2)]
grid[0][0] = 1
print(grid)
a.append(a)
print(a, len(a))
numbers = [1, 2, 3, 4]
for n in numbers:
    if n % 2:
        numbers.remove(n)
print(numbers)
