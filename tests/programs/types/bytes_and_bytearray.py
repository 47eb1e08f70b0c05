print(b"%s has %d items %.2f %x %c %r" % (b"box", 3, 1.5, 255, 65, "é"), b"%5d|%-5s|%05d" % (1, b"a", 42), b"%b" % b"x", b"100%%" % ())
print(b"hello world".title(), b"Hello".swapcase(), b"Hello World".istitle(), b"a\tb".expandtabs(4), b"abc".translate(bytes.maketrans(b"ab", b"xy")), b"hello".translate(None, b"l"))
for f in (lambda: b"%s" % "x", lambda: b"%d" % b"1", lambda: b"%s %s" % b"a", lambda: b"%d" % (1, 2)):
    try:
        print(f())
    except TypeError as e:
        print(e)
ba = bytearray(b"hello")
ba[0] = 72; ba.append(33); ba += b"!!"; ba.extend([1, 2]); print(ba, len(ba), ba[1], ba[1:3], bytes(ba[:5]), ba.decode("latin-1")[:5])
del ba[-2:]; ba.insert(0, 64); print(ba.pop(), ba, ba.find(b"l"), ba.upper(), ba == b"@Hello!!", b"@Hello!" == ba, ba.hex(), 64 in ba, b"ell" in ba)
ba[1:3] = b"XYZ"; print(ba, ba.replace(b"X", b""), ba.split(b"Z"), list(bytearray(3)), bytearray("é", "utf-8"), bytearray([1, 2, 255]))
print(b"a" + bytearray(b"b"), bytearray(b"a") + b"b", isinstance(ba, bytearray), type(ba), sorted(bytearray(b"cab")), bytearray(b"x") * 3)
for f in (lambda: ba.append(256), lambda: ba[100], lambda: bytearray("x"), lambda: hash(ba), lambda: bytearray([300]), lambda: ba.remove(7), lambda: bytearray().pop(), lambda: ba["x"], lambda: ba + "s"):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
