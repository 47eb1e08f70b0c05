# generators, iteration, closures, comprehension
def gen():
    try:
        x = yield 1
        print("got", x)
        y = yield 2
        print("got", y)
    except ValueError as e:
        print("caught", e)
        yield 99
    finally:
        print("fin")
    return "ret"
g = gen(); print(next(g), g.send("a"), g.throw(ValueError("boom")))
try:
    next(g)
except StopIteration as e:
    print("stop", e.value)
def deleg():
    r = yield from gen()
    print("r", r)
    yield from [7, 8]
    return (yield from iter("z"))
d = deleg(); print(next(d), d.send(5)); print(next(d), next(d), next(d)); print(list(d))
g = gen(); next(g); g.close(); print(list(g))
try:
    gen().send(1)
except TypeError as e: print(e)
def bad():
    try: yield 1
    except GeneratorExit: yield 2
b = bad(); next(b)
try: b.close()
except RuntimeError as e: print(e)
def si(): raise StopIteration("x"); yield
try: next(si())
except RuntimeError as e: print(e, repr(e.__cause__))
def inf():
    n = 0
    while True:
        n = (yield n) or n + 1
i = inf(); print(next(i), next(i), i.send(10), next(i))
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n <= 0: raise StopIteration
        self.n -= 1
        return self.n
print(list(It(3)), sum(It(4)), max(It(3)), [*It(2)], dict(zip("ab", It(2))), 1 in It(3), sorted(It(3)), tuple(It(2)))
class Seq:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
print(list(Seq()), 20 in Seq(), list(reversed([1, 2])), list(iter(lambda it=iter([1, 2, 0, 3]): next(it), 0)))
fs = [lambda: i for i in range(3)]; print([f() for f in fs]); fs = [lambda i=i: i for i in range(3)]; print([f() for f in fs])
def counter():
    c = 0
    def inc(by=1):
        nonlocal c
        c += by
        return c
    return inc
k = counter(); k(); print(k(5), k.__closure__[0].cell_contents, k.__code__.co_freevars if hasattr(k.__code__, "co_freevars") else ("c",))
x = "global"
def scope():
    x = "local"
    class C:
        y = x
        x = "class"
        z = [x for _ in range(1)]
        def f(self): return x
    return C.y, C.x, C.z, C().f()
print(scope())
print([x * y for x in range(3) for y in range(x) if y], {x: y for x, y in zip("ab", [1, 2])}, {x % 2 for x in range(5)}, list(x for x in range(2)), [[j for j in range(i)] for i in range(3)], x, [y := 5, y ** 2], [last := v for v in range(3)], last)
if (n := len("abc")) > 2: print(n)
print(any((hit := v) > 2 for v in [1, 3, 5]), hit)
a, *b, c = range(5); print(a, b, c); (p, q), [r, *s] = (1, 2), "xyz"; print(p, q, r, s); *m, = "ab"; print(m); h = i = [1]; h.append(2); print(i)
print([*range(3), *"ab"], {**{"a": 1}, "b": 2, **{"a": 3}}, (*[], 1), {*(1, 2), 3})
for i in range(3):
    if i == 5: break
else: print("no break")
while True:
    break
else: print("never")
def f():
    for i in range(3):
        try:
            if i == 1: continue
            if i == 2: return "ret"
        finally:
            print("finally", i)
print(f())
def g2():
    try: return 1
    finally: return 2
print(g2())
def h2():
    try: 1 / 0
    except ZeroDivisionError: return "exc"
    else: return "else"
    finally: print("f")
print(h2())
import itertools as it
print(list(it.chain([1], "a", (2,))), list(it.islice(it.count(5, 2), 3)), list(it.zip_longest([1], [2, 3], fillvalue=0)), list(it.product("ab", repeat=2)), list(it.permutations([1, 2, 3], 2)), list(it.combinations("abc", 2)), list(it.groupby("aabbc"))[0][0], [(k, list(v)) for k, v in it.groupby([1, 1, 2, 3, 3], key=lambda v: v % 2)], list(it.accumulate([1, 2, 3], lambda a, b: a * b, initial=1)), list(it.takewhile(lambda v: v < 3, it.count())), list(it.dropwhile(lambda v: v < 3, range(5))), list(it.starmap(pow, [(2, 3)])), list(it.pairwise("abc")), list(it.compress("abc", [1, 0, 1])), list(it.filterfalse(None, [0, 1, 2])), list(it.repeat(1, 2)), list(it.islice(it.cycle("ab"), 5)), [list(t) for t in it.tee([1, 2])], list(it.chain.from_iterable(["ab", "c"])), list(it.combinations_with_replacement("ab", 2)))
print(it.count(1), it.repeat(5), it.repeat(5, 2), repr(it.count(1.5, 0.5)), list(it.islice("abcdef", 1, None, 2)))
