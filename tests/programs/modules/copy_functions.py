import copy
from collections import defaultdict, Counter, namedtuple
class A:
    def __init__(self, x):
        self.x = x
a = A([1, [2]])
b = copy.copy(a)
c = copy.deepcopy(a)
a.x[1].append(3)
print(b.x, c.x, b.x is a.x, c.x is a.x, type(c).__name__)
l = [1]
l.append(l)
m = copy.deepcopy(l)
print(m, m[1] is m)
d = {"a": [1], "t": (1, [2]), "s": {1, 2}}
e = copy.deepcopy(d)
d["t"][1].append(9)
print(e, e["s"] == d["s"], copy.copy(d)["a"] is d["a"])
t = (1, "a")
print(copy.deepcopy(t) is t, copy.deepcopy(5), copy.copy("x"))
q = defaultdict(list, a=[1])
r = copy.deepcopy(q)
print(r, r["z"], copy.deepcopy(Counter("aab")))
P = namedtuple("P", "x y")
print(copy.deepcopy(P(1, [2])))
print(repr(copy.deepcopy(ValueError("x", [1]))))
class B:
    def __copy__(self):
        return "copied"
    def __deepcopy__(self, memo):
        return "deep"
print(copy.copy(B()), copy.deepcopy([B()]))
