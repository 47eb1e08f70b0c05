"""Bytes literals and the operators on them."""
print(b"abc\x00\n\t\\", rb"raw\n", b'"', b"a" b"b", len(b"\xff"), b"abc"[1], b"abc"[:1], list(b"ab"))
