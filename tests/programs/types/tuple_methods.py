"""Tuples."""
t = (1, 2, 3, 2)
print(t, (), (1,), t + (4,), t * 2, t.count(2), t.index(3), len(t), t[1:], t[-1], 2 in t)
print((1, 2) < (1, 3), (1, 2) == (1, 2), tuple("abc"), tuple([1]), tuple(), (1, (2, (3,))), max((1, 9), (2, 0)))
print({(1, 2): "pair"}[1, 2], hash((1, 2)) == hash((1, 2)), (1, "a", None, 2.5))
for action in [lambda: t.index(9), lambda: t + [1], lambda: t[9], lambda: {([],): 1}, lambda: t.append(1), lambda: tuple(1)]:
    try:
        action()
    except (ValueError, TypeError, IndexError, AttributeError) as error:
        print(type(error).__name__ + ":", error)
