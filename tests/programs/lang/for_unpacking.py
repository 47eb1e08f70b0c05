"""Targets of a for loop may be tuples."""
pairs = [("a", 1), ("b", 2)]
for name, value in pairs:
    print(name, value)
for index, (name, value) in enumerate(pairs):
    print(index, name, value)
for key, value in {"x": 1, "y": 2}.items():
    print(key, value)
for a, b in zip([1, 2, 3], "xyz"):
    print(a, b)
box = [0]
for box[0] in range(3):
    print(box)
