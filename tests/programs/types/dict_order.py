"""A dict keeps the order of insertion."""
d = {}
for key in ["z", "a", "m"]:
    d[key] = len(d)
d["z"] = 99
del d["a"]
d["a"] = "again"
print(d, list(d))
d.pop("m")
d["m"] = 1
print(d)
for i in range(20):
    d[i] = i
for i in range(0, 20, 2):
    del d[i]
print(d)
print(next(iter(d)), d.popitem(), len(d))
