"""str, int, float, list, tuple, dict, bool of each other."""
print(str(1), str(1.0), str([1, "a"]), str(None), str(), repr("a"), str("a"), str((1,)), str({"a": [1]}))
print(list("abc"), list((1, 2)), list({"a": 1}), list(range(3)), list(), tuple([1]), tuple({"k": 1}))
print(bool([]), bool(" "), bool(0.0), bool((0,)), int("10"), float("10"), int(10.99), float(True))
print(ord("a"), chr(98), hex(10), bin(5), oct(9), ascii("é"))
print([str(n) for n in (1, 2)], list(map(float, ["1", "2.5"])))
