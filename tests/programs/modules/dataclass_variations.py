from dataclasses import dataclass, field, fields, asdict, astuple, replace, InitVar, KW_ONLY, MISSING, is_dataclass, make_dataclass
from typing import ClassVar, Any
@dataclass
class A:
    x: int
    y: list = field(default_factory=list)
    z: ClassVar[int] = 3
    w: str = field(default="w", repr=False, compare=False)
a = A(1); b = A(1, [], "q")
print(a, b, a == b, a != A(2), [f.name for f in fields(A)], asdict(a), astuple(b), replace(a, x=9))
for f in (lambda: A(), lambda: A(1, 2, 3, 4), lambda: A(1, q=2), lambda: a < b, lambda: hash(a), lambda: replace(a, q=1), lambda: fields(3), lambda: asdict(A)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
@dataclass(order=True, frozen=True)
class V:
    major: int
    minor: int = 0
    tag: str = field(default="", compare=False)
print(sorted([V(2), V(1, 5), V(1, 2, "z")]), V(1) < V(1, 1), hash(V(1)) == hash(V(1, 0, "t")), max(V(3), V(2, 9)), V(1) >= V(1))
for f in (lambda: setattr(V(1), "major", 2), lambda: delattr(V(1), "major"), lambda: V(1) < 3):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
@dataclass(slots=True, kw_only=True)
class K:
    p: int
    q: int = 5
print(K(p=1), K.__slots__)
for f in (lambda: K(1), lambda: K(), lambda: setattr(K(p=1), "zz", 1)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
try:
    @dataclass
    class Bad:
        x: int = 1
        y: str
except TypeError as e:
    print(e)
try:
    @dataclass
    class Bad2:
        x: list = []
except ValueError as e:
    print(e)
@dataclass
class Base:
    id: int
    def __post_init__(self): self.seen = f"base {self.id}"
@dataclass
class Child(Base):
    name: str = "n"
    extra: InitVar[int] = 0
    _: KW_ONLY
    flag: bool = False
    def __post_init__(self, extra):
        super().__post_init__()
        self.total = self.id + extra
c = Child(1, "x", 5, flag=True)
print(c, c.total, c.seen, Child.__match_args__, is_dataclass(c), is_dataclass(int))
@dataclass(eq=False)
class E:
    x: int
print(E(1) == E(1), E(1) != E(1))
@dataclass(repr=False)
class NR:
    x: int
    def __repr__(self): return "custom"
print(NR(1))
@dataclass(unsafe_hash=True)
class H:
    x: int
print(hash(H(1)) == hash(H(1)), {H(1): 2}[H(1)])
Pt = make_dataclass("Pt", ["x", ("y", int), ("z", int, field(default=7))], namespace={"s": lambda self: self.x + self.y + self.z}, frozen=True)
print(Pt(1, 2), Pt(1, 2).s(), Pt.__name__)
@dataclass
class Tree:
    v: Any
    kids: list["Tree"] = field(default_factory=list)
t = Tree(1, [Tree(2), Tree(3, [Tree(4)])])
print(t, asdict(t))
t.kids.append(t)
print(repr(t)[:60])
@dataclass
class D:
    a: int = field(metadata={"u": "m"})
    b: int = field(init=False, default=3)
    c: dict = field(default_factory=dict, hash=False)
f0 = fields(D)[0]
print(f0.name, f0.type, f0.metadata["u"], f0.default is MISSING, f0.init, D(1), fields(D)[1].default)
match V(1, 2):
    case V(1, m): print("minor", m)
print(D.__eq__(D(1), 5))
@dataclass
class G:
    x: "int"
    y: float = 1e10
print(G(1), G.__annotations__, G.__dataclass_fields__["y"].type)
