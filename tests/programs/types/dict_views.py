"""Views follow their dict."""
d = {"a": 1, "b": 2}
keys, values, items = d.keys(), d.values(), d.items()
d["c"] = 3
print(keys, values, items, len(keys))
print("a" in keys, 3 in values, ("a", 1) in items, ("a", 2) in items, list(keys)[0])
for key, value in sorted(items, key=lambda pair: -pair[1]):
    print(key, value)
print(sum(values), max(d, key=d.get), min(d.values()), sorted(d, reverse=True))
