# classes
class Meta(type):
    def __new__(m, name, bases, ns, **kw):
        print("new", name, [b.__name__ for b in bases], sorted(k for k in ns if not k.startswith("__")), kw)
        return super().__new__(m, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)
        cls.tag = kw.get("tag", "none")
    def __call__(cls, *a, **k):
        print("call", cls.__name__, a, k)
        return super().__call__(*a, **k)
    @property
    def loud(cls): return cls.__name__.upper()
    def __len__(cls): return 42
    def __getitem__(cls, k): return f"{cls.__name__}[{k}]"
    def __iter__(cls): return iter("xy")
    def __contains__(cls, v): return v == 1
    def __repr__(cls): return f"<M {cls.__name__}>"
    def __getattr__(cls, n): return f"meta-{n}"
class A(metaclass=Meta, tag="t"):
    x = 1
    def __init__(self, v=0): self.v = v
class B(A): pass
print(A.tag, B.tag, A(5).v, B.loud, len(A), A[3], list(A), 1 in A, A, type(A), A.zork, isinstance(A, Meta), B.__mro__)
class Base:
    subs = []
    def __init_subclass__(cls, /, key=None, **kw):
        super().__init_subclass__(**kw)
        cls.key = key
        Base.subs.append(cls.__name__)
class C1(Base, key="a"): pass
class C2(C1): pass
print(Base.subs, C1.key, C2.key)
try:
    class C3(Base, bad=1): pass
except TypeError as e:
    print(e)
class Desc:
    def __set_name__(self, owner, name): self.name = name; print("set_name", owner.__name__, name)
    def __get__(self, obj, owner=None):
        if obj is None: return self
        return obj.__dict__.get("_" + self.name, "unset")
    def __set__(self, obj, v):
        if v < 0: raise ValueError(f"{self.name} must be >= 0")
        obj.__dict__["_" + self.name] = v
    def __delete__(self, obj): print("del", self.name); obj.__dict__.pop("_" + self.name, None)
class D:
    a = Desc(); b = Desc()
d = D(); d.a = 3; print(d.a, d.b, vars(d), type(D.a).__name__)
try:
    d.b = -1
except ValueError as e:
    print(e)
del d.a; print(d.a)
class NonData:
    def __get__(self, o, t): return "nd"
class E: n = NonData()
e = E(); print(e.n); e.__dict__["n"] = "inst"; print(e.n, E.n)
class P:
    def __init__(self): self._t = 0
    @property
    def t(self):
        "doc of t"
        return self._t
    @t.setter
    def t(self, v): self._t = v * 2
    @t.deleter
    def t(self): self._t = -1
    ro = property(lambda self: 9)
p = P(); p.t = 4; print(p.t); del p.t; print(p.t, P.t.__doc__, P.t.fget.__name__)
for f in (lambda: setattr(p, "ro", 1), lambda: delattr(p, "ro"), lambda: p.nope, lambda: P.nope, lambda: delattr(p, "nope"), lambda: P.t.nope):
    try: f()
    except AttributeError as e: print(e)
class G:
    def __getattr__(self, n):
        if n.startswith("x"): return n * 2
        raise AttributeError(f"no {n}")
    def __setattr__(self, n, v): super().__setattr__(n, v + 1)
    def __delattr__(self, n): print("delattr", n); super().__delattr__(n)
g = G(); g.q = 1; print(g.q, g.xy, getattr(g, "zz", "dflt"), hasattr(g, "zz")); del g.q
class H:
    def __getattribute__(self, n): return "all:" + n if not n.startswith("__") else super().__getattribute__(n)
print(H().foo, H().__class__.__name__)
class Sl:
    __slots__ = ("a", "__b")
    def __init__(self): self.a = 1; self.__b = 2
    def get(self): return self.__b
s = Sl(); print(s.a, s.get(), hasattr(s, "__dict__"))
for f in (lambda: setattr(s, "z", 1), lambda: Sl().__dict__):
    try: f()
    except AttributeError as e: print(e)
class X:
    def f(self): return "X"
class Y(X):
    def f(self): return "Y" + super().f()
class Z(X):
    def f(self): return "Z" + super().f()
class W(Y, Z):
    def f(self): return "W" + super().f()
print(W().f(), [c.__name__ for c in W.__mro__], W.__bases__, super(Y, W()).f(), W.mro()[1], X.__subclasses__())
class V:
    def __init__(self, x, y): self.x, self.y = x, y
    def __add__(self, o): return V(self.x + o.x, self.y + o.y) if isinstance(o, V) else NotImplemented
    def __radd__(self, o): return self if o == 0 else NotImplemented
    def __mul__(self, k): return V(self.x * k, self.y * k)
    __rmul__ = __mul__
    def __eq__(self, o): return isinstance(o, V) and (self.x, self.y) == (o.x, o.y)
    def __hash__(self): return hash((self.x, self.y))
    def __repr__(self): return f"V({self.x}, {self.y})"
    def __bool__(self): return bool(self.x or self.y)
    def __neg__(self): return V(-self.x, -self.y)
    def __abs__(self): return (self.x ** 2 + self.y ** 2) ** 0.5
    def __iter__(self): yield self.x; yield self.y
    def __getitem__(self, i): return (self.x, self.y)[i]
    def __len__(self): return 2
    def __lt__(self, o): return abs(self) < abs(o)
    def __matmul__(self, o): return self.x * o.x + self.y * o.y
    def __iadd__(self, o): self.x += o.x; self.y += o.y; return self
    def __call__(self, *a): return a
    def __contains__(self, v): return v in (self.x, self.y)
    def __format__(self, spec): return f"<{self.x:{spec}}|{self.y:{spec}}>" if spec else "plain"
    def __round__(self, n=0): return "rounded"
    def __index__(self): return 3
    def __int__(self): return 7
    def __float__(self): return 7.5
    def __complex__(self): return 1j
    def __divmod__(self, o): return "dm"
    def __pow__(self, o, m=None): return ("pow", o, m)
    def __reversed__(self): return iter([self.y, self.x])
    def __bytes__(self): return b"VV"
    def __invert__(self): return "inv"
a, b = V(1, 2), V(3, 4)
print(a + b, sum([a, b]), a * 3, 3 * a, a == V(1, 2), a != b, {a: 1}[V(1, 2)], bool(V(0, 0)), -a, abs(b), [*a], a[0], len(a), sorted([b, a]), a @ b, a(1, 2), 2 in a, f"{a:>3}", f"{a}", round(a), [0, 1, 2, 3, 4][a], int(a), float(a), complex(a), divmod(a, 1), a ** 2, pow(a, 2, 5), list(reversed(a)), bytes(a), ~a, hex(a), max(a, b))
a += b; print(a); x, y = a; print(x, y)
for f in (lambda: a + 1, lambda: 1 + a, lambda: a - b, lambda: a < 1, lambda: a > 1, lambda: b @ 1, lambda: a // 2):
    try: print(f())
    except (TypeError, AttributeError) as e: print(e)
import functools
@functools.total_ordering
class T:
    def __init__(s, v): s.v = v
    def __eq__(s, o): return s.v == o.v
    def __lt__(s, o): return s.v < o.v
print(T(1) <= T(1), T(2) > T(1), T(1) >= T(2), T.__hash__)
class Priv:
    def __init__(self): self.__x = 1
    def _Priv__y(self): return 2
    def go(self): return self.__x, self.__y()
print(Priv().go(), vars(Priv()), Priv.__name__, Priv.__qualname__, Priv.__module__, Priv().__class__, Priv.__dict__["go"].__name__, Priv.__doc__)
print(type("Dyn", (Base,), {"v": 5})().v, type(5), type(type), type(None), isinstance(True, int), issubclass(bool, int), issubclass(C2, (int, Base)), callable(Priv), callable(Priv()))
