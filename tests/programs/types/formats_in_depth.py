# formats
for v in (0, 1, -1, 255, -255, 10**20, 1234567, True):
    print([format(v, s) for s in ("d", "5d", "<5d", "^7d", "+d", " d", "05d", "x", "#x", "X", "#X", "o", "#o", "b", "#b", ",", "_", "_x", "_b", "#010x", "e", "f", ".2f", "g", "%", "n", "*>8", "=+8", "#_b", "c" if 0 < v < 1000 else "d", ",.2f", "")])
for v in (0.0, -0.0, 1.0, 1.5, -2.5, 3.14159265, 1e10, 1e16, 1e17, 1.23e-5, 0.0001, 1e100, 1e-300, 123456789.123, float("inf"), float("-inf"), float("nan"), 2.675, 0.1 + 0.2, 1e22, 1e23):
    print(v, repr(v), str(v), [format(v, s) for s in ("", "f", ".0f", ".3f", "e", ".2e", "g", ".3g", "G", "%", ".1%", "10.2f", "<10.2f", "^10.2f", "+.2f", " .2f", "010.2f", ",", ",.2f", "_.1f", "#.0f", "#g", ".10g", "n", "z.0f", "E", "F", ".20f" if abs(v) < 1e5 else ".1f")])
for v in ("", "a", "abc", "héllo", "日本"):
    print([format(v, s) for s in ("", "s", "5", "<5", ">5", "^5", "*^7", ".2", "5.1", "é>4", "05")])
for v, s in ((1, "s"), ("a", "d"), (1.5, "d"), ("a", "=5"), (1, ".2"), (1.5, "x"), ("a", "+"), (1, "zd"), (1, ",x"), ("a", ","), (1, "q"), (None, "5"), ([], "d"), (1.5, ",_"), (10, "_c"), ("a", "#"), (True, "s"), (1 << 40, "c"), (1.0, ".-1f"), (3, "5.5d")):
    try:
        print(format(v, s))
    except Exception as e:
        print(type(e).__name__, e)
w, p, x = 10, 3, 3.14159
print(f"{x:{w}.{p}f}|{x:<{w}}|{x!r:>{w+5}}|{w:x^{w}}|{w=}|{x = :.2f}|{w=!s}|{x=!r}|{ {1: 2}[1] }|{{}}")
print("{:>{}} {:.{p}f} {0}".replace("{0}", "").format("a", 4, 2.0, p=1), "{0[a]} {1.real} {2[1]}".format({"a": 1}, 5, [1, 2]), "{!r} {!s} {!a}".format("é", "é", "é"), "{a}{b}".format_map({"a": 1, "b": 2}))
print("%5d|%-5d|%05d|%+d|% d|%x|%#x|%o|%e|%.2f|%g|%s|%r|%c|%%|%5s|%-5s|%.2s|%*d|%(a)s" .replace("|%(a)s", "") % (1, 2, 3, 4, 5, 255, 255, 8, 1.5, 2.675, 1e-5, "s", "r", "c", "x", "y", "zzz", 4, 7))
print("%(a)s %(b)05.1f" % {"a": 1, "b": 2.25}, "%s" % (1,), "%s" % [1], "%s %s" % ("a", {"b": 1}), "%i %u" % (3.7, 2), "%c%c" % (65, "b"), "%.3r" % "abcdef", "%5.1f%%" % 99.55, "%s" % None, "%d" % True, "%x" % -255, "%#o" % 8, "%.0f" % 0.5, "%.0f" % 1.5, "%g" % 1e10, "%G" % 1e-10, "%10.3e" % 12345.678)
for f in (lambda: "%d %d" % 1, lambda: "%d" % (1, 2), lambda: "%d" % "1", lambda: "%q" % 1, lambda: "%" % 1, lambda: "%(a)d" % 1, lambda: "%s" % (), lambda: "%c" % "ab", lambda: "%c" % -1, lambda: "%x" % 1.5, lambda: "{} {1}".format(1, 2), lambda: "{1} {}".format(1, 2), lambda: "{}".format(), lambda: "{a}".format(), lambda: "{".format(), lambda: "}".format(), lambda: "{!z}".format(1), lambda: "{0.x}".format(1), lambda: "{0[x]}".format([1]), lambda: "{:d}".format("a"), lambda: "{a.b}".format(a=1)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234.5678, -2), round(15, -1), round(25, -1), round(1e300, 2), round(0.5), round(1.005, 2), round(5, 2), round(True), round(123.456, 1), type(round(1.0)), round(1.0, 0))
print(int(3.99), int(-3.99), int("  12 "), int("-0b101", 0), int("0x1F", 16), int("z", 36), int("1_000"), float("1e3"), float(" -inf "), float("1_0.5"), int(1e20), float(10**20), 10**25, -7 // 2, -7 % 3, 7 // -2, 7 % -3, -7.5 // 2, -7.5 % 2, divmod(-7, 2), divmod(7.5, -2), 2**-1, 0**0, 2**100, (-2)**3, 1e308 * 10, 5 / 2, 6 / 2, 1 / 3, 10**30 / 10**10, 7 & 3, 7 | 8, 6 ^ 3, ~5, 1 << 70, -1 >> 3, 100 .bit_length())
print(0.1 + 0.2, 1e-7, 1e15, 1e16, 123456789012345680.0, 1.0e5, 5e-324, 1.7976931348623157e308, 0.1 * 3, 1 / 7, 100.0, 1e2, -0.0, 3.0e-5, 12345678.9)
print((255).to_bytes(2, "big"), int.from_bytes(b"\x01\x00", "little"), (-5).to_bytes(2, "big", signed=True), (10).bit_count(), (0.5).as_integer_ratio(), (2.0).is_integer(), (0.1).hex(), float.fromhex("0x1.8p3"), int("٣"), "٣".isdigit(), "½".isnumeric(), "²".isdigit(), "²".isdecimal())
print(1_000_000, 0xFF, 0o17, 0b11, 1e3, .5, 5., 1_0.0_1, 0xdead_beef)
