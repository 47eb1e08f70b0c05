from enum import Enum, Flag, IntFlag, StrEnum, IntEnum, auto, unique
import enum
class Color(Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1
print(list(Color), Color.CRIMSON, Color(1), Color["GREEN"], Color.RED.name, Color.RED.value, repr(Color.RED), Color.__members__)
for f in (lambda: Color(9), lambda: Color["X"], lambda: Color.BLUE, lambda: setattr(Color, "RED", 3), lambda: Color(), lambda: Color.RED < Color.GREEN):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
try:
    class Dup(Enum):
        A = 1
        A = 2
except TypeError as e:
    print(e)
try:
    @unique
    class U(Enum):
        A = 1
        B = 1
        C = 1
except ValueError as e:
    print(e)
try:
    class Sub(Color): pass
except TypeError as e:
    print(e)
class Perm(Flag):
    R = 4
    W = 2
    X = 1
    RW = R | W
print(Perm.R | Perm.X, Perm(7), Perm(0), ~Perm.R, Perm.R in Perm.RW, list(Perm.RW), len(Perm.RW), bool(Perm(0)), Perm.RW & Perm.W, Perm.RW ^ Perm.R, repr(Perm.RW), repr(Perm(5)), Perm.R.value, list(Perm))
try:
    print(Perm(8))
except ValueError as e:
    print(e)
class IP(IntFlag):
    A = 1
    B = 2
print(IP.A | IP.B, IP.A | 8, repr(IP(9)), IP(3) == 3, IP.A + 1, ~IP.A, f"{IP.A}", list(IP(3)), IP(0))
class Auto(Enum):
    def _generate_next_value_(name, start, count, last_values):
        return name.lower() + str(count)
    A = auto()
    B = auto()
print([m.value for m in Auto])
class N(Enum):
    A = auto(); B = 5; C = auto()
print([m.value for m in N])
class S(StrEnum):
    ONE = auto()
    TWO = "2"
print(S.ONE, repr(S.ONE), S.TWO == "2", S.ONE.upper(), f"{S.ONE:>5}", [*S])
class I(IntEnum):
    LOW = 1
    HIGH = 10
print(I.LOW < I.HIGH, I.LOW + 1, repr(I.LOW), str(I.LOW), f"{I.HIGH:03}", sorted(I, reverse=True), I(10), I.LOW == 1, {I.LOW: 1}[1], isinstance(I.LOW, int))
Animal = Enum("Animal", "CAT DOG")
print(list(Animal), Animal.CAT.value, Animal.__name__)
A2 = Enum("A2", ["X", "Y"], start=5); A3 = IntEnum("A3", {"P": 3, "Q": 4}); A4 = Enum("A4", [("M", 1), ("N", 2)])
print(list(A2), list(A3), list(A4), A3.P + 1)
class Planet(Enum):
    EARTH = (5.97e24, 6.37e6)
    MARS = (6.4e23, 3.39e6)
    def __init__(self, mass, radius):
        self.mass, self.radius = mass, radius
    @property
    def g(self): return 6.67e-11 * self.mass / self.radius ** 2
    @classmethod
    def heaviest(cls): return max(cls, key=lambda p: p.mass)
print(Planet.EARTH.g, Planet.heaviest(), Planet.MARS, Planet((6.4e23, 3.39e6)))
class Miss(Enum):
    A = 1
    @classmethod
    def _missing_(cls, value):
        return cls.A if value == "a" else None
print(Miss("a"))
try:
    Miss("b")
except ValueError as e:
    print(e)
class W(Enum):
    A = 1
    @property
    def label(self): return self.name.title()
    def __str__(self): return f"W:{self.name}"
    @staticmethod
    def s(): return "static"
print(W.A, f"{W.A}", W.A.label, W.s(), "%s" % W.A, [W.A], Color.RED is Color.CRIMSON, Color.RED in Color, isinstance(Color.RED, Color), type(Color.RED), type(Color), len(Color), bool(Color.RED), hash(Color.RED) == hash(Color.RED))
print(Color.RED == 1, Color.RED != Color.GREEN, Color.__doc__, {Color.RED: "x"}, [c.name for c in reversed(Color)], Perm.__members__.keys())
print(Perm["R"], Perm.R | Perm.W | Perm.X, Perm.R.name, (Perm.R | Perm.X).name, Perm.X < Perm.R if False else "", ~Perm(0), Perm.R & ~Perm.R)
