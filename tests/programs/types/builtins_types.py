"""type, isinstance, callable, repr of types."""
for value in [1, 1.5, "a", None, True, [], (), {}, range(2), len, print, lambda: 0, ValueError("x"), ValueError]:
    print(type(value).__name__, isinstance(value, (int, str)), callable(value))
print(type(1), type("a"), int, list, ValueError, type(None), type(ValueError()))
print(isinstance(1, float), isinstance([], list), isinstance("a", (list, str)), issubclass(bool, int), issubclass(KeyError, LookupError))
print(len, print, "abc".upper() == str.upper("abc"))
try:
    isinstance(1, 5)
except TypeError as error:
    print(error)
