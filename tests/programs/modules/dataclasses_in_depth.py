"""dataclass: signatures and their errors, ordering, frozen, slots, kw_only, InitVar, inheritance."""
from dataclasses import dataclass, field, FrozenInstanceError, InitVar, KW_ONLY, fields, is_dataclass, asdict, replace, MISSING
@dataclass
class P:
    x: int
    y: int = 0
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
t(lambda: P()); t(lambda: P(1,2,3)); t(lambda: P(1,x=2)); t(lambda: P(1,z=2)); t(lambda: P(1)); t(lambda: P(1,2)==P(1,2)); t(lambda: P(1)<P(2)); t(lambda: hash(P(1)))
@dataclass(frozen=True, order=True)
class F:
    a: int
    b: str = "q"
    def __post_init__(self): print("post", self.a)
f=F(3)
def s(): f.a=4
def d(): del f.a
def n(): f.zz=4
t(s); t(d); t(n); t(lambda: F(1)<F(2)); t(lambda: sorted([F(2),F(1,"z"),F(1,"a")])); t(lambda: hash(F(1))==hash(F(1))); t(lambda: replace(f,a=9))
@dataclass
class I:
    a: int
    scale: InitVar[int] = 2
    _: KW_ONLY
    k: int
    m: int = 5
    lst: list = field(default_factory=list)
    def __post_init__(self, scale): self.a*=scale
t(lambda: I(1)); t(lambda: I(1,k=2)); t(lambda: I(1,3,k=2)); t(lambda: I(1,3,4,k=2)); t(lambda: I(1,3,4,5)); t(lambda: replace(I(1,k=2),k=7)); t(lambda:[f.name for f in fields(I)])
def bad1():
    @dataclass
    class B:
        x: int = 0
        y: int
def bad2():
    @dataclass
    class B:
        x: list = []
def bad3():
    @dataclass(frozen=True)
    class B(P): pass
def bad4():
    @dataclass(order=True)
    class B:
        x: int
        def __lt__(self,o): return 1
def bad5():
    @dataclass
    class B:
        x = field()
for b in (bad1,bad2,bad3,bad4,bad5): t(b)
@dataclass(slots=True)
class S:
    a: int = 1
    b: int = 2
x=S()
def ss(): x.c=3
t(ss); t(lambda: (x, S.__slots__))
@dataclass(eq=False)
class NE:
    a: int
t(lambda: NE(1)==NE(1)); t(lambda: is_dataclass(NE)); t(lambda: asdict(3)); t(lambda: fields(3)); t(lambda: P.__match_args__)
@dataclass
class Node:
    v: int
    nxt: "Node" = None
nd=Node(1); nd.nxt=nd
print(nd)
match P(1,2):
    case P(a,b): print(a,b)
@dataclass
class Base:
    name: str
    tags: list = field(default_factory=list, repr=False)
    def hi(self): return self.name
@dataclass
class Item(Base):
    price: float = 0.0
    def __str__(self): return "I"+self.name
class Sub(Item):
    def __init__(self, n):
        super().__init__(n, price=2.0)
        self.extra=1
t(lambda: Item("a")); t(lambda: repr(Item("a",price=3))); t(lambda: Sub("q").price); t(lambda: repr(Sub("q"))); t(lambda: asdict(Item("a",["b"],2.5)));t(lambda: P.__init__.__qualname__); t(lambda: P.__annotations__)
print(fields(P)[1].default, fields(P)[0].type, P(1).__dict__, vars(P(1)))
from dataclasses import dataclass as dc
@dc(unsafe_hash=True)
class U:
    a: int
    b: int = field(default=1, hash=False, compare=False)
t(lambda: hash(U(1))==hash(U(1,5))); t(lambda: U(1)==U(1,5)); t(lambda: {U(1):2})
