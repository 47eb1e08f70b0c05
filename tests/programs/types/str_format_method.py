"""str.format."""
print("{} {}".format("a", 1), "{1} {0} {1}".format("x", "y"), "{name} {n:03}".format(name="k", n=7), "{{}} {}".format(2))
print("{0[0]} {0[1]} {d[key]}".format([1, 2], d={"key": "v"}), "{:>5}|{:^5}|{!r:5}|".format("a", "b", "c"), "{:{w}.{p}f}".format(3.14159, w=8, p=2))
for action in [lambda: "{} {}".format(1), lambda: "{x}".format(), lambda: "{".format(), lambda: "}".format(), lambda: "{} {0}".format(1), lambda: "{:d}".format("a")]:
    try:
        print(action())
    except (IndexError, KeyError, ValueError) as error:
        print(type(error).__name__ + ":", error)
