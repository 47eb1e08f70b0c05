"""Comparisons, identity and membership."""
print(1 == 1.0, 1 is None, None is None, None is not None)
print("a" < "b", "abc" < "abd", "Z" < "a", "" < "a")
print([1, 2] < [1, 3], [1] < [1, 0], (1, "a") == (1, "a"))
print(2 in [1, 2, 3], 4 not in (1, 2), "ell" in "hello", "k" in {"k": 1})
print(1 == "1", [] == (), None == 0, {} == {})
try:
    1 < "a"
except TypeError as error:
    print(error)
try:
    None < 1
except TypeError as error:
    print(error)
try:
    [] < ()
except TypeError as error:
    print(error)
