"""What counts as true."""
for value in [0, 1, 0.0, 0.1, "", "a", [], [0], (), (0,), {}, {0: 0}, None, True, False]:
    print(repr(value), "true" if value else "false", not value)
