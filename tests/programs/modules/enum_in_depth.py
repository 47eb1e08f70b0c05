"""enum: members, aliases, lookups, mixed-in types, flags, texts and errors."""
from enum import Enum, IntEnum, StrEnum, Flag, IntFlag, auto, unique
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class Color(Enum):
    RED = 1
    GREEN = auto()
    BLUE = auto()
    ALIAS = 1
    def desc(self): return self.name.lower()
    @property
    def up(self): return self.name*2
    @classmethod
    def default(cls): return cls.GREEN
print(Color.RED, repr(Color.GREEN), Color.GREEN.value, Color(1), Color["RED"], list(Color), len(Color), Color.ALIAS, Color.ALIAS is Color.RED, Color.RED.desc(), Color.BLUE.up, Color.default(), Color)
t(lambda: Color(9)); t(lambda: Color["X"]); t(lambda: Color.X); t(lambda: Color.RED in Color); t(lambda: 1 in Color); t(lambda: Color.RED<Color.BLUE); t(lambda: {Color.RED:1}[Color.RED]); t(lambda: Color.__members__); t(lambda: isinstance(Color.RED,Color)); t(lambda: type(Color.RED)); t(lambda: type(Color)); t(lambda: Color.RED==1); t(lambda: bool(Color.RED)); t(lambda: f"{Color.RED} {Color.RED!r} {Color.RED:>12}"); t(lambda: "%s"%Color.RED); t(lambda: Color("x"))
def sa(): Color.RED=3
t(sa)
def sb():
    class X(Color): pass
t(sb)
class Level(IntEnum):
    LOW=1
    HIGH=5
print(Level.HIGH>Level.LOW, Level.LOW+1, sorted([Level.HIGH,Level.LOW]), Level.LOW==1, f"{Level.LOW} {Level.LOW!r} {Level.LOW:03d}", str(Level.LOW), [10,20][Level.LOW], max(Level), Level(5), hash(Level.LOW)==hash(1), {1:2}[Level.LOW], int(Level.HIGH))
class S(StrEnum):
    A=auto()
    B="bee"
print(S.A, repr(S.A), S.B=="bee", S("bee"), S.A.upper(), f"{S.A}", "x".join([S.A,S.B]))
class M(str, Enum):
    X="x"
    Y="y"
print(M.X, repr(M.X), M.X=="x", f"{M.X}", M.X.value, M("y"), M.X+"z")
class Perm(Flag):
    R=4
    W=2
    X=1
    RWX=7
print(Perm.R|Perm.W, repr(Perm.R|Perm.W), list(Perm), Perm.RWX, Perm.R in Perm.RWX, ~Perm.R, Perm(0), repr(Perm(0)), bool(Perm(0)), list(Perm.RWX), Perm.R&Perm.W, Perm.R^Perm.RWX, len(Perm), (Perm.R|Perm.W).value, Perm(6), (Perm.R|Perm.W).name, Perm.R|Perm.W is Perm.R|Perm.W)
t(lambda: Perm(9)); t(lambda: Perm.R|1)
class AP(Flag):
    A=auto()
    B=auto()
    C=auto()
    AB=A|B
print(list(AP), AP.AB, repr(AP.A|AP.C), AP.C.value)
class IP(IntFlag):
    R=4
    W=2
print(IP.R|IP.W, repr(IP.R|IP.W), IP.R|1, repr(IP.R|1), IP.R+1, repr(IP(0)), ~IP.R, repr(~IP.R), IP.R==4, f"{IP.R}")
class Planet(Enum):
    EARTH=(5.0, 6.0)
    MARS=(1.0, 2.0)
    def __init__(self, mass, radius):
        self.mass=mass; self.radius=radius
    @property
    def g(self): return self.mass/self.radius
print(Planet.EARTH.g, Planet.MARS, Planet.EARTH.value, Planet((1.0,2.0)), repr(Planet.MARS))
def u():
    @unique
    class U(Enum):
        A=1
        B=1
t(u)
F=Enum("F","A B C"); print(list(F), F.A)
F=Enum("F",["A","B"]); print(list(F))
class Mi(Enum):
    A=1
    @classmethod
    def _missing_(cls, v): return cls.A if v==2 else None
t(lambda: Mi(2)); t(lambda: Mi(3))
class G(Enum):
    def _generate_next_value_(name, start, count, last): return name+"!"
    A=auto()
    B=auto()
print(list(G))
class N(Enum):
    def __new__(cls, v, label):
        o=object.__new__(cls); o._value_=v; o.label=label; return o
    A=(1,"one")
    B=(2,"two")
print(N.A.label, N(2), list(N))
match Color.RED:
    case Color.RED: print("m red")
class E5(Enum):
    a=5
    b=1
    c=auto()
print(list(E5)); print([m.name for m in reversed(Color)], Color.RED.__class__.__name__, Color.__name__, dict(Color.__members__)["ALIAS"])
