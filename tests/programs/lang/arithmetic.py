"""The arithmetic operators on ints and floats."""
print(7 + 3, 7 - 3, 7 * 3, 7 / 2, 7 // 2, 7 % 3, 2**10)
print(-7 // 2, -7 % 3, 7 // -2, 7 % -3, -7 % -3)
print(1.5 + 2, 2.5 * 2, 7.0 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2)
print(2**0.5, 2**-1, 0.1 + 0.2, 1e16 + 1)
print(-3, +3, ~3, -(-3), not 3)
print(6 & 3, 6 | 3, 6 ^ 3, 1 << 10, 1000 >> 3, -1 >> 1)
print(1 + True, True + True, 3 * False)
