# known differences
print(int.__add__(1, 2), str.__len__("abc"), list.__getitem__([1, 2], 0), float.__mul__(2.0, 3), int.__eq__(1, 1.0), str.__add__("a", "b"), int.__repr__(5))
for f in (lambda: list.append(5, 1), lambda: [1].index(1, "a"), lambda: int.__add__(1), lambda: "".join(1), lambda: int.__add__(1, 2, 3), lambda: dict.get(1), lambda: str.upper(1), lambda: str.upper()):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print((int | None) == (None | int), int | str, (int | str) == (str | int), hash(int | str) == hash(str | int), isinstance(5, int | str), int | None)
try:
    b"\xff\xfe".decode("utf-8")
except UnicodeDecodeError as e:
    print(e, e.encoding, e.object, e.start, e.end, e.reason)
try:
    "héllo".encode("ascii")
except UnicodeEncodeError as e:
    print(e, e.encoding, repr(e.object), e.start, e.end, e.reason)
try:
    print("\ud800")
except UnicodeEncodeError as e:
    print(e)
try:
    raise UnicodeDecodeError("utf-8", b"abc", 0, 1, "why")
except UnicodeError as e:
    print(e, e.args)
x: int = 1
y: "str"
print(__annotations__)
class A:
    a: int
    b: list[int] = []
print(A.__annotations__)
def f(a: int, *b: str, c: "float" = 1, **d: dict) -> None: ...
print(f.__annotations__)
print({3, 1, 2}, {100, 3, 200, 5}, {17, 33, 1, 49}, {8, 16, 0, 24, 32}, {-1, -2, 5}, frozenset({9, 1, 17}))
for i in {17, 33, 1, 49}: print(i, end=" ")
print([i for i in {8, 16, 0, 24, 32}], {1.5, 2, 33.0, 65})
print(locals() is globals(), sorted(k for k in locals() if not k.startswith("_")))
def g(a, b=2):
    c = a + b
    l = locals()
    d = 4
    return l
print(g(1))
def h():
    x = 1
    def inner():
        return x, locals()
    return inner()
print(h())
class C:
    z = 1
    w = sorted(k for k in locals() if not k.startswith("__"))
print(C.w)
