"""Finding and counting."""
s = "banana"
print(s.find("an"), s.find("an", 2), s.find("x"), s.rfind("an"), s.index("n"), s.rindex("n"), s.count("an"), s.count("a"), s.count(""))
print(s.startswith("ba"), s.startswith("na", 2), s.endswith("na"), s.startswith(("x", "b")), s.endswith(("x", "y")), s.find("a", -3, -1))
print("nan" in s, "" in s, "x" not in s, s.find(""), s.rfind(""))
for action in [lambda: s.index("x"), lambda: s.rindex("q"), lambda: s.find(1), lambda: 1 in s, lambda: s.startswith(1)]:
    try:
        action()
    except (ValueError, TypeError) as error:
        print(type(error).__name__ + ":", error)
