"""Equal keys are one key."""
d = {}
d[1] = "int"
d[1.0] = "float"
d[True] = "bool"
d["1"] = "str"
d[(1, 2)] = "tuple"
d[(1.0, 2.0)] = "same tuple"
d[None] = "none"
d[0] = "zero"
d[-0.0] = "minus zero"
d[False] = "false"
print(d, len(d))
print(hash(1) == hash(1.0) == hash(True), hash("a") == hash("a"), hash(2**61 - 1), hash(-1), hash(-2), hash(0.5) == hash(0.5))
print(1 == True, [1, 2] == [1.0, 2.0], (1,) == [1], {"a": 1} == {"a": 1.0}, "a" == "A", 10**20 == 1e20)
