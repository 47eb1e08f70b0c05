"""What comes back from a pickle, and what cannot go in."""
import pickle, dataclasses, functools, enum, collections
class Color(enum.Enum):
    RED = 1
    BLUE = 2
@dataclasses.dataclass
class P:
    x: int
    y: list
class S:
    __slots__ = ("a",)
    def __init__(self): self.a = 3
class L(list):
    pass
class D(dict): pass
class G:
    def __init__(self, n): self.n = n
    def __getstate__(self): return {"n": self.n * 2}
    def __setstate__(self, s): self.__dict__.update(s)
    def meth(self): return self.n
class R:
    def __init__(self, a, b): self.ab = (a, b)
    def __reduce__(self): return (R, self.ab)
class E(Exception):
    pass
N = collections.namedtuple("N", "a b")
def f(x): return x + 1
def rt(v): return pickle.loads(pickle.dumps(v))
for v in (None, True, 5, 10**30, -10**25, 1.5, "héllo", b"xy", (1, 2), [1, [2]], {"a": 1, 2: (3,)}, {1, 2}, frozenset([3]), Color.RED, P(1, [2]), N(1, 2), range(3), ..., int, f, len, functools.partial(f, 2), collections.deque([1, 2]), collections.Counter("aab"), collections.OrderedDict(a=1), collections.defaultdict(list, {"k": [1]})):
    try:
        print(repr(rt(v)) == repr(v), rt(v) if not callable(v) else "")
    except Exception as e:
        print(type(e), e, v)
a = [1]
a.append(a)
b = rt(a)
print(b[1] is b)
x = [1]
y = rt((x, x))
print(y[0] is y[1])
t = ([],); t[0].append(t)
u = rt(t)
print(u[0][0] is u)
print(rt(S()).a, rt(G(4)).n, rt(R(1, 2)).ab, rt(Color) is Color, rt(Color.BLUE) is Color.BLUE)
l = L([1, 2]); l.z = 9
print(rt(l), rt(l).z, type(rt(l)))
d = D(a=1); d.q = {"w": 1}
print(rt(d), rt(d).q, type(rt(d)))
e = E("a", 2); e.code = 7; e.add_note("hi")
e2 = rt(e)
print(repr(e2), e2.code, e2.__notes__)
print(rt(G(2).meth)())
g = lambda x: x
def mk():
    def inner(): pass
    return inner
def gen(): yield
class Loc: pass
for bad in (g, mk(), gen(), functools):
    try:
        pickle.dumps(bad)
    except Exception as e:
        print(type(e), str(e).split(' at ')[0], str(e).split('>')[-1])
h = f
def f(x): return x
try:
    pickle.dumps(h)
except Exception as e:
    print(type(e), str(e).split(' at ')[0], str(e).split('>')[-1])
def deep(n):
    v = []
    for i in range(n): v = [v]
    return v
try:
    pickle.dumps(deep(100000))
except RecursionError as e:
    print(e)
