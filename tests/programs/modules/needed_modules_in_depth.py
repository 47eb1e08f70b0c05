import json, functools, contextlib, math, operator, random, string, itertools, heapq, bisect
print(json.dumps({"a": [1, 2.5, None, True, "é\n\"\\\u2028😀"], 1: 2, None: 3, True: 4, 1.5: 5}), json.dumps([1, (2, 3)], separators=(",", ":")), json.dumps({"b": 1, "a": {"d": [], "c": {}}}, indent=2, sort_keys=True), json.dumps("é", ensure_ascii=False), json.dumps([float("inf"), float("nan"), -0.0, 1e100, 10**20]), json.dumps({"a": [1, {"b": 2}]}, indent="\t"), json.dumps([], indent=2), json.dumps({}), json.dumps("\x00\x1f\x7f"), json.dumps({"k": (1,)}, indent=None))
print(json.loads('{"a": [1, 2.0, -3e2, true, false, null, "\\u00e9\\n\\ud83d\\ude00"], "b": {}}'), json.loads(" [1 , 2 ] "), json.loads('"x"'), json.loads("1E5"), json.loads("-0"), json.loads("NaN"), json.loads('{"a":1,"a":2}'), json.loads("12345678901234567890"), json.loads(b"[1]"), json.loads("[1.5]", parse_float=str), json.loads('{"a": 1}', object_hook=lambda d: list(d.items())), json.loads('{"a": 1}', object_pairs_hook=tuple))
for t in ('{"a": }', "[1,]", "{'a': 1}", "", "nul", '{"a" 1}', "[1 2]", '"abc', '{"a": 1} x', "[01]", '"\x01"', '"\\x"', "{", '{"a":1,}', "[", "-", '"\\ud8"', "1.", "tru"):
    try: print(json.loads(t))
    except json.JSONDecodeError as e: print(e, e.lineno, e.colno, e.pos, e.msg)
for o in (object, {1, 2}, {(1, 2): 3}, b"a", 1j, [lambda: 1]):
    try: print(json.dumps(o))
    except TypeError as e: print(str(e).split(" at 0x")[0])
class Enc(json.JSONEncoder if hasattr(json, "JSONEncoder") else object):
    def default(self, o):
        if isinstance(o, set): return sorted(o)
        return super().default(o)
print(json.dumps({"s": {2, 1}}, cls=Enc), json.dumps({1, 2}, default=list), json.dumps({(1, 2): 1, "a": 2}, skipkeys=True))
try: json.dumps([float("nan")], allow_nan=False)
except ValueError as e: print(e)
l = []; l.append(l)
try: json.dumps(l)
except ValueError as e: print(e)
@functools.lru_cache(maxsize=2)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(10), fib.cache_info(), fib.__name__, fib.__wrapped__(1)); fib.cache_clear(); print(fib.cache_info(), fib.cache_parameters())
p = functools.partial(int, base=2); print(p("101"), p, p.func, p.args, p.keywords, functools.reduce(operator.add, [1, 2, 3], 10), functools.reduce(lambda a, b: a * b, [1, 2, 3]))
@functools.singledispatch
def show(x): return f"obj {x}"
@show.register
def _(x: int): return f"int {x}"
@show.register(list)
def _(x): return f"list {len(x)}"
print(show("a"), show(1), show([1]), show(True), show.dispatch(bool) is show.registry[int], list(show.registry)[0])
class CP:
    @functools.cached_property
    def v(self): print("computing"); return 5
    @functools.lru_cache
    def m(self, x): return x * 2
c = CP(); print(c.v, c.v, c.__dict__, c.m(2)); del c.v; print(c.v)
def deco(arg):
    def outer(f):
        @functools.wraps(f)
        def inner(*a, **k): return (arg, f(*a, **k))
        return inner
    return outer
@deco("x")
@deco("y")
def fn(a, b=2):
    "doc"
    return a + b
print(fn(1), fn.__name__, fn.__doc__, fn.__wrapped__.__wrapped__(5), fn.__qualname__)
print(functools.cmp_to_key(lambda a, b: b - a)(1) < functools.cmp_to_key(lambda a, b: b - a)(2), sorted([1, 3, 2], key=functools.cmp_to_key(lambda a, b: b - a)))
@contextlib.contextmanager
def cm(n):
    print("enter", n)
    try: yield n * 2
    except ValueError as e: print("caught", e)
    finally: print("exit", n)
with cm(1) as a, cm(2) as b: print(a, b); raise ValueError("v")
@cm(3)
def decorated(): print("body")
decorated(); decorated()
with contextlib.ExitStack() as st:
    xs = [st.enter_context(cm(i)) for i in range(2)]; st.callback(print, "cb", sep="-"); st.push(lambda t, v, tb: print("push", t) or True); print(xs); raise KeyError("k")
with contextlib.suppress(ZeroDivisionError, KeyError): 1 / 0
with contextlib.nullcontext(5) as n: print(n)
class Cl:
    def close(self): print("closed")
with contextlib.closing(Cl()): pass
@contextlib.contextmanager
def noyield():
    if False: yield
try:
    with noyield(): pass
except RuntimeError as e: print(e)
@contextlib.contextmanager
def twice(): yield 1; yield 2
try:
    with twice(): pass
except RuntimeError as e: print(e)
print(math.sqrt(2), math.floor(-1.5), math.ceil(1.2), math.gcd(12, 18, 24), math.lcm(4, 6), math.factorial(20), math.comb(5, 2), math.perm(5, 2), math.isclose(0.1 + 0.2, 0.3), math.hypot(3, 4), math.log(8, 2), math.log2(8), math.log10(1000), math.exp(1), math.pi, math.e, math.inf, math.nan, math.trunc(-2.7), math.fmod(-7, 3), math.modf(2.5), math.frexp(8), math.ldexp(0.5, 3), math.isqrt(17), math.prod([1, 2, 3]), math.degrees(math.pi), math.radians(180), math.sin(1), math.cos(1), math.tan(1), math.atan2(1, 2), math.copysign(1, -0.0), math.fsum([0.1] * 10), math.dist((0, 0), (3, 4)), math.pow(2, 0.5), math.gamma(5), math.erf(1), math.sumprod if hasattr(math, "sumprod") else "", math.cbrt(27), math.nextafter(1, 2), math.ulp(1.0), math.remainder(7, 2))
for f in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.factorial(-1), lambda: math.factorial(1.5), lambda: math.floor("a"), lambda: math.exp(1000), lambda: math.acos(2), lambda: math.gcd(1.5), lambda: math.comb(2, -1), lambda: math.isqrt(-1), lambda: math.floor(math.inf), lambda: math.pow(0, -1), lambda: math.fmod(1, 0), lambda: math.sqrt(), lambda: math.log(1, 1)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
for seed in (0, 1, 42, "abc", 2.5, b"x", -5, None and 1, 10**20):
    r = random.Random(seed); print([r.random(), r.randint(1, 100), r.choice("abc"), r.sample(range(20), 3), r.uniform(1, 2), r.gauss(0, 1), r.randrange(0, 10, 3), r.choices([1, 2, 3], weights=[1, 2, 3], k=3), r.getrandbits(40), r.expovariate(1), r.triangular(), r.betavariate(1, 2), r.normalvariate(), r.shuffle(q := list(range(5))) or q, r.randbytes(3)] if seed is not None else "")
print(operator.itemgetter(1, 0)("ab"), operator.attrgetter("real")(3), operator.methodcaller("upper")("a"), bisect.bisect([1, 2, 2, 3], 2), bisect.bisect_left([1, 2, 2, 3], 2), heapq.nsmallest(2, [3, 1, 2]), heapq.nlargest(2, [3, 1, 2], key=lambda v: -v)); h = [5, 1, 4]; heapq.heapify(h); heapq.heappush(h, 0); print(heapq.heappop(h), h, heapq.heapreplace(h, 9), heapq.heappushpop(h, 0), h)
