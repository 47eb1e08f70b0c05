import sys, traceback
def show(f, /, *a, **k):
    try:
        r = f(*a, **k)
    except BaseException as e:
        print(type(e).__name__, "|", e, "|", e.args)
    else:
        print(repr(r))
def p(a, b, /, c, d=1, *, e, f=2): return (a, b, c, d, e, f)
show(p); show(p, 1); show(p, 1, 2); show(p, 1, 2, 3); show(p, 1, 2, 3, e=4); show(p, 1, 2, c=3, e=4, f=9)
show(p, 1, b=2, c=3, e=4); show(p, 1, 2, 3, 4, 5, e=6); show(p, 1, 2, 3, e=4, g=5); show(p, 1, 2, 3, c=4, e=5)
show(p, *[1, 2, 3], **{"e": 4}); show(lambda: p(*[1, 2, 3], **{"e": 4, 5: 6})); show(p, **{"a": 1}); show(lambda: p(*5)); show(lambda: p(**5)); show(lambda: p(1, 2, 3, e=1, **{"e": 2}))
def q(*args, **kw): return args, kw
show(q, 1, *(2, 3), x=1, **{"y": 2}); show(lambda: 1, 2); show(lambda x, y: 1); show(lambda *, k: k); show(lambda x=1: x, 1, 2)
class C:
    def m(self, a): return a
    @classmethod
    def c(cls, a): return a
    @staticmethod
    def s(a): return a
    def __init__(self, v=0): self.v = v
show(C().m); show(C().m, 1, 2); show(C.c); show(C.s); show(C, 1, 2); show(C.m, 1); show(C.m); show(C, w=1)
class N: pass
show(N, 1); show(N, x=1); show(object, 1); show(N().foo) if False else None
show(lambda: N().foo); show(lambda: N.foo); show(lambda: setattr(5, "x", 1)); show(lambda: N() + 1); show(lambda: N() < N()); show(lambda: N()[0]); show(lambda: N()()); show(lambda: len(N())); show(lambda: iter(N())); show(lambda: -N()); show(lambda: N()[0:1]); show(lambda: 1 in N()); show(lambda: next(N())); show(lambda: [*N()]); show(lambda: {**N()}); show(lambda: int(N())); show(lambda: float("x")); show(lambda: int("1x")); show(lambda: int("12", 2)); show(lambda: int("z", 40)); show(lambda: "a" + 1); show(lambda: 1 + "a"); show(lambda: [] + ()); show(lambda: "a" * "b"); show(lambda: "a" % 1); show(lambda: "%d" % "a"); show(lambda: "%(a)s" % {}); show(lambda: {}["k"]); show(lambda: [][0]); show(lambda: [1, 2][1:2]["a"]); show(lambda: (1, 2)[5]); show(lambda: "abc"[10]); show(lambda: None.x); show(lambda: None[0]); show(lambda: None()); show(lambda: 5()); show(lambda: "s".foo()); show(lambda: 1 / 0); show(lambda: 1 % 0); show(lambda: 1.0 // 0); show(lambda: divmod(1, 0)); show(lambda: 0 ** -1); show(lambda: 2 ** 10000 * 1.0); show(lambda: max([])); show(lambda: min()); show(lambda: sum(["a"])); show(lambda: sorted([1, "a"])); show(lambda: ord("ab")); show(lambda: chr(-1)); show(lambda: range(1, 2, 0)); show(lambda: bytes([256])); show(lambda: [1].remove(2)); show(lambda: {1}.remove(2)); show(lambda: {}.pop("a")); show(lambda: [].pop()); show(lambda: set().pop()); show(lambda: {}.popitem()); show(lambda: "a".index("b")); show(lambda: [1].index(2)); show(lambda: (1,).index(2)); show(lambda: hash([])); show(lambda: {[]: 1}); show(lambda: {{}}); show(lambda: isinstance(1, "a")); show(lambda: issubclass(1, int)); show(lambda: zip([1], [2, 3], strict=True).__next__() and list(zip([1], [2, 3], strict=True)))
show(lambda: (lambda: (yield))().send(1)); show(lambda: round("a")); show(lambda: abs("a")); show(lambda: pow(2, -1, 4)); show(lambda: pow(2, 3, 0)); show(lambda: getattr(1, "x")); show(lambda: type("X", (int, str), {})); show(lambda: enumerate(5)); show(lambda: map(1)); show(lambda: list(map(1, [2]))); show(lambda: filter(None)); show(lambda: reversed({1})); show(lambda: "".join([1])); show(lambda: ",".join(["a", 1])); show(lambda: "x".split("")); show(lambda: "a".replace("a")); show(lambda: "a".center("b")); show(lambda: "abc".strip(1)); show(lambda: str(b"a", "ascii", 1)); show(lambda: bytes("a")); show(lambda: [3, 1].sort(lambda a: a)); show(lambda: [1, "a"].sort()); show(lambda: dict([1])); show(lambda: dict([(1, 2, 3)])); show(lambda: dict(1)); show(lambda: list(5)); show(lambda: tuple(5)); show(lambda: set(5)); show(lambda: [0] * 1.5); show(lambda: slice()); show(lambda: [1, 2, 3][::0]); show(lambda: [].__setitem__(0, 1)); 
a, *b = [1]; show(lambda: (lambda a, b: 0)(*[1, 2, 3]))
try:
    a, b = [1, 2, 3]
except ValueError as e: print(e)
try:
    a, b, *c = [1]
except ValueError as e: print(e)
try:
    a, b = 5
except TypeError as e: print(e)
try:
    (a, b), c = [1, 2]
except TypeError as e: print(e)
try:
    del undefined_name
except NameError as e: print(e)
try:
    print(undefined_name)
except NameError as e: print(e, e.name)
def u():
    print(loc); loc = 1
show(u)
def u2():
    del zz
    zz = 1
show(u2)
def outer():
    def inner(): return v
    show(inner)
    v = 1
outer()
try:
    "x".y = 1
except AttributeError as e: print(e)
try:
    (1,)[0] = 2
except TypeError as e: print(e)
try:
    "abc"[0] = "x"
except TypeError as e: print(e)
try:
    del (1,)[0]
except TypeError as e: print(e)
try:
    raise 5
except TypeError as e: print(e)
try:
    raise ValueError from 5
except TypeError as e: print(e)
try:
    for x in 5: pass
except TypeError as e: print(e)
try:
    with 5: pass
except (TypeError, AttributeError) as e: print(type(e).__name__, e)
try:
    class Y(int, bool): pass
except TypeError as e: print(e)
try:
    class X1: pass
    class X2(X1): pass
    class X3(X1, X2): pass
except TypeError as e: print(e)
try:
    import nothing_here
except ImportError as e: print(type(e).__name__, e)
