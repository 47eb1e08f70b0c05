"""Augmented assignments, and lists that change in place."""
n = 10
n += 5
n -= 3
n *= 2
n //= 5
n **= 3
n %= 50
print(n)
n = 6
n |= 1
n &= 5
n ^= 2
n <<= 3
n >>= 1
print(n)
f = 1
f /= 4
print(f)
text = "a"
text += "b"
text *= 3
print(text)
first = second = [1]
first += [2]
print(second)
first = first + [3]
print(first, second)
t = (1,)
u = t
t += (2,)
print(t, u)
d = {"n": 1}
d["n"] += 1
print(d)
