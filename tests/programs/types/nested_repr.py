"""repr of what contains things, itself included."""
print([1, [2, (3, {"k": [None, True]})]], {"a": {"b": {"c": ()}}}, [[], {}, (), ""], ((),), ([],))
a = [1]
a.append(a)
print(a)
d = {}
d["self"] = d
print(d)
t = ([],)
t[0].append(t)
print(t)
print([ValueError("x"), KeyError("k")], {"e": IndexError()}, [1.0, -0.0, 1e50], ["a'b", 'a"b'], [range(3)])
