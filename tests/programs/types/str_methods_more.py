"""translate, maketrans, encode, format_map and the rest."""
table = str.maketrans({"a": "1", "b": None, ord("c"): "three"})
print("abcabc".translate(table), "hello".translate(str.maketrans("el", "ip")), "x".translate(str.maketrans("x", "y", "z")))
print("{a} {b}".format_map({"a": 1, "b": 2}), "a,b;c".replace(",", ";").split(";"), "Hello".encode(), "ﬁ".casefold(), "a\x0bb\x0cc\x1cd\u2028e".splitlines())
print("%s %r %a" % ("é", "é", "é"), "tab\there".expandtabs(), "1,2,,3".split(","), "  a b ".split(None, 1), "abc".isprintable(), "a\n".isprintable())
print("abc".rsplit("b"), "a.b.c".rsplit(".", 1), "abcabc".rfind("c", 0, 4), "x".join(["1"]), "é".encode("utf-8"), "ab".zfill(-1), "-5".zfill(4), "a".center(4, "_"), "ab".center(5, "_"))
