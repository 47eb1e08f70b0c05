"""The % operator."""
print("%s is %d years" % ("Ada", 36), "%5.2f|%-6s|%06d|%x|%o|%e|%g" % (3.14159, "ab", 42, 255, 8, 12345.678, 0.0001))
print("%s" % 5, "%r %s" % ("a", "a"), "%%", "100%% of %s" % "x", "%c%c" % (65, "b"), "%+d % d" % (3, 4), "%*d" % (5, 42))
print("%(name)s has %(n)03d" % {"name": "x", "n": 7}, "%.3s|" % "abcdef", "%10.3s|" % "abcdef", "%s %s" % ([1], (2,)))
for action in [lambda: "%d" % "a", lambda: "%s %s" % (1,), lambda: "%s" % (1, 2), lambda: "%q" % 1, lambda: "%(x)s" % {"y": 1}, lambda: "%" % ()]:
    try:
        print(action())
    except (TypeError, ValueError, KeyError) as error:
        print(type(error).__name__ + ":", error)
