"""Chained, tuple and swapping assignments."""
a = b = c = []
a.append(1)
print(b, c, a is c)
x, y = 1, 2
x, y = y, x
print(x, y)
(p, q), r = (1, 2), 3
print(p, q, r)
[m, n] = "mn"
print(m, n)
data = [0, 1, 2]
i = 0
i, data[i] = 2, "changed"
print(i, data)
d = {}
d["k"], d["l"] = 1, 2
print(d)
