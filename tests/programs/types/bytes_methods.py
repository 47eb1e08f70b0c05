"""bytes."""
b = b"hello \x00\xff"
print(b, len(b), b[0], b[1:3], b + b"!", b"ab" * 2, list(b"abc"), b"ell" in b, 104 in b, b"it's", b'"\'')
print("é☕".encode(), "é".encode("latin-1"), b"\xc3\xa9".decode(), bytes(3), bytes([1, 2, 255]), bytes("a", "ascii"), b.hex(), bytes.fromhex("00ff"))
print(b"a,b".split(b","), b"-".join([b"a", b"b"]), b" x ".strip(), b"abc".upper(), b"abc".find(b"c"), b"abc".startswith(b"a"), b"a" < b"b", b"a" == "a")
for action in [lambda: b"a" + "a", lambda: bytes([256]), lambda: b"\xff".decode(), lambda: "é".encode("ascii"), lambda: bytes("a")]:
    try:
        print(action())
    except (TypeError, ValueError) as error:
        print(type(error).__name__ + ":", error)
