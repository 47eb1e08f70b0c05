"""The methods of dict."""
d = {"a": 1, "b": 2}
print(d.get("a"), d.get("x"), d.get("x", 0), d.setdefault("c", 3), d.setdefault("a", 9), d)
print(d.pop("b"), d.pop("zz", "default"), d, d.popitem(), d)
d.update({"x": 1}, y=2)
d.update([("z", 3), ["w", 4]])
print(d, len(d), "x" in d, 1 in d)
print(list(d), list(d.keys()), list(d.values()), list(d.items()), d.keys(), d.values(), d.items())
e = d.copy()
e.clear()
print(e, d != e, dict(a=1, b=2), dict([("k", "v")]), dict({"c": 3}, d=4), dict.fromkeys("ab", 0), dict.fromkeys([1]))
print({"a": 1} | {"a": 2, "b": 3}, {1: "int", 1.0: "float", True: "bool"}, {None: 1, (1, 2): 2})
m = {"p": 1}
m |= {"q": 2}
print(m, list(reversed(m)), {"a": 1, "b": 2} == {"b": 2, "a": 1})
