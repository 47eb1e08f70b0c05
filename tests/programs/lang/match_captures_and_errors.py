def m(v):
    r = []
    match v:
        case [a, b, 3]: r.append(("abc", a, b))
        case [a, *rest]: r.append(("ar", a, rest))
        case {"k": k, **rest}: r.append(("map", k, rest))
        case str() as s if len(s) > 2: r.append(("str", s))
        case (1 | 2) as n: r.append(("n", n))
        case int(x): r.append(("int", x))
        case None: r.append("none")
        case _: r.append("other")
    return r
for v in ([1, 2, 3], [1, 2, 4], (5,), {"k": 1, "j": 2}, "hello", "hi", 1, 7, True, None, 3.5, b"ab", range(3), {}):
    print(m(v))
class P:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
def where(p):
    match p:
        case P(0, 0): return "origin"
        case P(x, y=0): return f"x={x}"
        case P(x=0, y=y): return f"y={y}"
        case P(x, y) if x == y: return "diag"
        case P(): return "some"
for p in (P(0, 0), P(3, 0), P(0, 4), P(2, 2), P(1, 2)):
    print(where(p))
# captures bind only when the whole pattern succeeded?
a = b = "old"
match [1, 2]:
    case [a, 3]: pass
    case [1, b] if False: pass
    case _: pass
print(a, b)
match {"x": 1, "y": {"z": [1, 2, {"w": 5}]}}:
    case {"y": {"z": [_, _, {"w": w}]}}: print(w)
try:
    match P(1, 2):
        case P(1, 2, 3): pass
except TypeError as e:
    print(e)
try:
    match 5:
        case int(1, 2): pass
except TypeError as e:
    print(e)
class Q:
    __match_args__ = ["x"]
try:
    match Q():
        case Q(1): pass
except TypeError as e:
    print(e)
class R: pass
try:
    match R():
        case R(1): pass
except TypeError as e:
    print(e)
try:
    match P(1, 2):
        case P(1, x=2): pass
except TypeError as e:
    print(e)
import enum
class Color(enum.Enum):
    RED = 1
    BLUE = 2
for c in Color:
    match c:
        case Color.RED: print("r")
        case Color.BLUE: print("b")
match -1.5:
    case -1.5: print("neg")
match ("a", {"t": (1, [2, 3])}):
    case (str(n), {"t": (int(i), [*xs])}): print(n, i, xs)
match [1, [2, [3, 4]]]:
    case [x, [y, [*z]]]: print(x, y, z)
match "abc":
    case "x" | "abc" as q: print(q)
cmd = "go north now".split()
match cmd:
    case ["go", ("north" | "south") as d, *_]: print(d)
