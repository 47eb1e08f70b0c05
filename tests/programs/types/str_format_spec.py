"""Format specs of strings."""
print(f"{'abc':5}| {'abc':>5}| {'abc':^6}| {'abc':*<6} {'abcdef':.3} {'abcdef':>5.2}| {'':3}| {'é':>3}|")
for value, spec in [("a", "d"), ("a", "+"), ("a", ","), ("a", "=5"), ([1], "5"), (None, "3"), ({}, ".1")]:
    try:
        print(f"{value:{spec}}")
    except (ValueError, TypeError) as error:
        print(type(error).__name__ + ":", error)
print(f"{[1]} {None} {(1,)} {None!s:>6}| {[1]!r:5}|")
print(format(3.5, ".2f"), format("x", ">3"), format(7), format(255, "x"))
