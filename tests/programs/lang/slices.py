"""Slices of lists, strings and tuples."""
items = [0, 1, 2, 3, 4, 5]
print(items[1:3], items[:2], items[4:], items[:], items[::2], items[::-1])
print(items[-2:], items[:-2], items[10:], items[3:1], items[5:1:-2])
text = "abcdef"
print(text[1:3], text[::-1], text[-3:-1], text[2], text[-1])
print((1, 2, 3)[1:], "abc"[5:], [][:])
items[1:3] = ["x", "y", "z"]
print(items)
items[::2] = [0, 0, 0, 0]
print(items)
items[2:2] = ["in"]
items[:1] = []
print(items)
del items[1:3]
print(items)
try:
    items[::2] = [1]
except ValueError as error:
    print(error)
