from collections import ChainMap, UserDict, UserList, UserString, OrderedDict
import io, contextlib, string, functools, heapq, textwrap, sys, time, uuid, hashlib
c = ChainMap({"a": 1}, {"a": 2, "b": 3})
print(c, c["a"], c["b"], list(c), len(c), c.get("z"), c.maps, c.parents, c.new_child({"q": 1}), "b" in c, dict(c))
c["b"] = 9
print(c, c.pop("a"))
for bad in (lambda: c["zz"], lambda: c.pop("nope"), lambda: c.__delitem__("x")):
    try:
        bad()
    except KeyError as e:
        print("KeyError", e)
class Low(UserDict):
    def __setitem__(self, k, v):
        super().__setitem__(k.lower(), v)
l = Low(A=1, B=2)
l.update(C=3)
print(l, l["c"], len(l), list(l.items()), l | {"z": 1}, l.copy(), isinstance(l, dict), l == {"a": 1, "b": 2, "c": 3})
class L(UserList):
    def total(self):
        return sum(self.data)
u = L([3, 1, 2])
u.append(4); u.sort()
print(u, u.total(), u[1:], type(u[1:]).__name__, u + [1], u * 2, 3 in u, u == [1, 2, 3, 4], u.index(3), list(reversed(u)))
s = UserString("hello")
print(s.upper(), s + " w", s[1:3], len(s), s.replace("l", "L"), s == "hello", s.split("l"), type(s.upper()).__name__)
buf = io.StringIO()
with contextlib.redirect_stdout(buf):
    print("inside", 1)
    sys.stdout.write("raw\n")
print(repr(buf.getvalue()))
b = io.StringIO("one\ntwo\nthree")
print(b.readline(), list(b), b.tell(), b.seek(0), b.read(3), b.read())
print("x", "y", file=b); print(repr(b.getvalue()))
with io.StringIO() as f:
    f.write("abc"); f.seek(1); f.write("Z"); print(f.getvalue(), f.truncate(2), f.getvalue())
try:
    f.read()
except ValueError as e:
    print(e)
try:
    b.write(1)
except TypeError as e:
    print(e)
bb = io.BytesIO(b"abc\ndef"); print(bb.read(2), bb.readlines(), bb.getvalue(), bb.seek(-2, 2), bb.read())
with contextlib.redirect_stderr(io.StringIO()) as err:
    print("oops", file=sys.stderr)
print(err.getvalue())
t = string.Template("$who likes ${what}, $$5 $missing")
print(t.safe_substitute(who="tim", what="kung"))
try:
    t.substitute(who="a", what="b")
except KeyError as e:
    print("KeyError", e)
try:
    string.Template("a $ b").substitute()
except ValueError as e:
    print(e)
print(string.capwords("hello  world"), string.Formatter().format("{0} {1:>5} {name!r:^10} {x[0]} {y.real}", 1, 2, name="n", x=[7], y=3), list(string.Formatter().parse("a{b!r:>{w}}c{{}}")))
class Cell:
    def __init__(self): self.alive = False
    def set_state(self, state): self.alive = state
    set_alive = functools.partialmethod(set_state, True)
    @functools.singledispatchmethod
    def neg(self, arg): raise NotImplementedError("no")
    @neg.register
    def _(self, arg: int): return -arg
    @neg.register
    def _(self, arg: bool): return not arg
cell = Cell(); cell.set_alive(); print(cell.alive, cell.neg(5), cell.neg(True))
try:
    cell.neg("s")
except NotImplementedError as e:
    print(e)
print(list(heapq.merge([1, 4, 7], [2, 5], [0, 9])), list(heapq.merge("adf", "bC", key=str.lower)), list(heapq.merge([5, 3], [4, 1], reverse=True)))
text = "The quick brown fox jumped over the lazy dog, a well-known sentence -- used everywhere in typing lessons; supercalifragilisticexpialidocious!"
for w in (10, 20, 37):
    print(textwrap.wrap(text, w))
print(textwrap.fill(text, 40, initial_indent="* ", subsequent_indent="  "))
print(textwrap.shorten(text, 30), textwrap.shorten("Hello world", width=11), textwrap.shorten("Hello world!", width=11), textwrap.wrap("a b c d e f", 3, max_lines=2, placeholder="~"))
print(time.gmtime(0), time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(1700000000)), time.asctime(time.gmtime(1)), time.gmtime(5).tm_year, time.gmtime(86400 * 59)[:6], time.struct_time((2020,1,2,3,4,5,6,7,0)).tm_hour)
print(uuid.uuid5(uuid.NAMESPACE_DNS, "python.org"), uuid.uuid3(uuid.NAMESPACE_URL, "x"), uuid.UUID("12345678123456781234567812345678"), uuid.UUID(int=5), uuid.uuid4().version, len(str(uuid.uuid4())), repr(uuid.UUID(int=7)), uuid.UUID(int=9).hex)
for f in (hashlib.md5, hashlib.sha1, hashlib.sha256, hashlib.sha224):
    print(f(b"").hexdigest(), f(b"hello world" * 20).hexdigest())
h = hashlib.new("sha256"); h.update(b"a"); h.update(b"b"); print(h.hexdigest()[:16], h.digest_size, h.name)
try:
    hashlib.md5("str")
except TypeError as e:
    print(e)
