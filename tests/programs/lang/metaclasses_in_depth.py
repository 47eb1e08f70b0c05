# metaclass uses
class Singleton(type):
    _instances = {}
    def __call__(cls, *args, **kwargs):
        if cls not in cls._instances:
            cls._instances[cls] = super().__call__(*args, **kwargs)
        return cls._instances[cls]
class Config(metaclass=Singleton):
    def __init__(self, v=1): self.v = v
print(Config(5) is Config(7), Config().v, type(Config), Singleton.__mro__)
class Registry(type):
    reg = {}
    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns, **kw)
        Registry.reg[name] = cls
    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        print("prepare", name, kw)
        return {"injected": 42}
    def __new__(mcs, name, bases, ns, **kw):
        return super().__new__(mcs, name, bases, dict(ns))
class P1(metaclass=Registry, opt=1): pass
class P2(P1): x = 1
print(sorted(Registry.reg), P2.injected, P1.__class__)
from abc import ABC, ABCMeta, abstractmethod
class AM(ABCMeta):
    def __new__(m, n, b, ns): return super().__new__(m, n, b, {**ns, "added": n.lower()})
class Shape(metaclass=AM):
    @abstractmethod
    def area(self): ...
class Sq(Shape):
    def area(self): return 4
print(Sq().area(), Sq.added, isinstance(Sq(), Shape))
try: Shape()
except TypeError as e: print(e)
class Validator(type):
    def __new__(m, name, bases, ns):
        for k, v in ns.items():
            if callable(v) and not k.startswith("_") and not v.__doc__:
                raise TypeError(f"{name}.{k} needs a docstring")
        return type.__new__(m, name, bases, ns)
try:
    class Bad(metaclass=Validator):
        def f(self): pass
except TypeError as e: print(e)
class M1(type): pass
class M2(type): pass
class C1(metaclass=M1): pass
class C2(metaclass=M2): pass
try:
    class C3(C1, C2): pass
except TypeError as e: print(e)
X = M1("X", (C1,), {"v": 3}); print(X.v, type(X), X.__name__)
def fmeta(name, bases, ns): return type(name + "_made", bases, ns)
class F(metaclass=fmeta): a = 1
print(F, F.a)
class Inst(type):
    def __instancecheck__(cls, o): return hasattr(o, "quack")
    def __subclasscheck__(cls, c): return hasattr(c, "quack")
class Duck(metaclass=Inst): pass
class Q: quack = 1
print(isinstance(Q(), Duck), issubclass(Q, Duck), isinstance(5, Duck))
class Attr(type):
    @property
    def count(cls): return len(cls.__subclasses__())
    def make(cls, n): return cls(n)
    def __setattr__(cls, k, v): print("set", k); super().__setattr__(k, v)
    def __eq__(cls, o): return cls.__name__ == getattr(o, "__name__", None)
    def __hash__(cls): return hash(cls.__name__)
    def __lt__(cls, o): return cls.__name__ < o.__name__
    def __add__(cls, o): return cls.__name__ + o.__name__
    def __str__(cls): return "attr:" + cls.__name__
    def __dir__(cls): return ["zz"]
class T1(metaclass=Attr):
    def __init__(self, n): self.n = n
class T2(T1): pass
T1.z = 4
print(T1.count, T1.make(3).n, T1.z, T1 == T2, T1 + T2, sorted([T2, T1]) == [T1, T2], str(T1), f"{T2}", {T1: 1}[T1], dir(T1))
try: T1(1).count
except AttributeError as e: print(e)
try: type("a")("b", 1)
except TypeError as e: print(e)
for a in ((), ("a", 1, {}), (1, (), {}), ("a", (), 1), ("a", ())):
    try: print(type(*a))
    except TypeError as e: print(e)
class Fields(type):
    def __new__(m, name, bases, ns):
        fields = {k: v for b in bases for k, v in getattr(b, "_fields", {}).items()}
        fields.update({k: v for k, v in ns.items() if isinstance(v, Field)})
        for k in fields: ns.pop(k, None)
        ns["_fields"] = fields
        return super().__new__(m, name, bases, ns)
class Field:
    def __init__(self, t, default=None): self.t, self.default = t, default
class Model(metaclass=Fields):
    def __init__(self, **kw):
        for k, f in self._fields.items():
            v = kw.pop(k, f.default)
            if v is not None and not isinstance(v, f.t): raise TypeError(f"{k}: expected {f.t.__name__}, got {type(v).__name__}")
            setattr(self, k, v)
        if kw: raise TypeError(f"unexpected {sorted(kw)}")
    def __repr__(self): return f"{type(self).__name__}({', '.join(f'{k}={getattr(self, k)!r}' for k in self._fields)})"
class User(Model):
    name = Field(str); age = Field(int, 0)
class Admin(User):
    level = Field(int, 1)
print(User(name="a"), Admin(name="b", age=3))
for kw in ({"name": 5}, {"zip": 1}):
    try: User(**kw)
    except TypeError as e: print(e)
