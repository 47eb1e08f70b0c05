"""Every method of set, printed in order."""
a = {1, 2, 3}
print(sorted(a.union([3, 4], (5,))), sorted(a.intersection([2, 3, 9])), sorted(a.difference([1])), sorted(a.symmetric_difference([3, 4])), a.issubset(range(9)), a.issuperset([1]))
b = a.copy()
b.update([7, 8])
b.difference_update([1])
b.intersection_update([2, 3, 7])
b.symmetric_difference_update([2, 100])
print(sorted(b), a == {3, 2, 1}, a != b, len(b), sorted(a | {9}), {1} < a, a > {1, 2}, not set())
for action in [lambda: {1}.remove(2), lambda: set().pop(), lambda: {1} + {2}, lambda: {1} | [2], lambda: {[1]}, lambda: set(5), lambda: {1} < [1], lambda: {1}[0], lambda: frozenset([1]).add(2)]:
    try:
        print(action())
    except (KeyError, TypeError, AttributeError) as error:
        print(type(error).__name__ + ":", error)
print(frozenset([1]) == {1}, hash(frozenset([1, 2])) == hash(frozenset([2, 1])), repr(frozenset({3})), set("aaa"), {x % 2 for x in (1, 3)})
