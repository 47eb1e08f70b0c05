"""Functions with many variables and constants."""


def spread():
    a, b, c, d, e, f, g, h = range(8)
    i, j, k, l, m, n, o, p = "ijklmnop"
    total = a + b + c + d + e + f + g + h
    return total, i + j + k + l + m + n + o + p


print(spread())
table = {name: index for index, name in enumerate("alpha beta gamma delta epsilon zeta eta theta iota kappa".split())}
print(table)
print([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20][::5])
