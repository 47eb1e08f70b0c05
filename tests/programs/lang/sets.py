"""Sets and frozensets, printed in sorted order."""
a, b = {1, 2, 3}, {3, 4}
print(sorted(a | b), sorted(a & b), sorted(a - b), sorted(a ^ b))
print(a <= {1, 2, 3, 4}, a < a, {1} <= a, a.isdisjoint({9}), 2 in a, len(a))
s = set()
print(s, bool(s), {5}, frozenset([5]), frozenset())
s.add(1), s.add(1), s.discard(9)
print(s, s.pop(), s)
try:
    s.remove(4)
except KeyError as error:
    print("KeyError", error)
try:
    {[]}
except TypeError as error:
    print(error)
print(sorted({n % 3 for n in range(10)}), {1, 2} == {2, 1}, {frozenset([1]): "x"}[frozenset([1])])
s = {1}
s |= {2}
s &= {2, 3}
print(s, sorted(set("hello")))
