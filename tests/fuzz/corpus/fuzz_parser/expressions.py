"""Every kind of expression."""
a = b = c = d = e = 1
f = g = lambda *args, **kwargs: None
x = a or b and not c
x = a if b else c if d else e
x = a < b <= c != d is not e is a not in [b] in [c]
x = a | b ^ c & d << e >> a + b - c * d / e // a % b @ c
x = -a ** -b ** ~c + (+d)
x = (a + b) * c, (d), (e,)
x = ()
x = [a, *[b], c,]
x = {a, *[b]}
x = {}
x = {a: b, **{}, c: d}
x = [i * j for i in [1] if i if i > 1 for j, *k in [(i, 2)]]
x = {i for i in [1]}
x = {i: j for i, j in []}
x = (i async for i in g())
f(i for i in [1])
f(a, (i for i in [1]), *b, c=d, **e)
f(a, *b, *c, d=1, **e, f=2, **g)
f(z := 1, y=(w := 2))
f()()(a)[b].c.d(e)
x = a[1], a[1:2], a[:], a[::2], a[1:2:3, ...], a[b, c], a[*b], a[(b, c)], a[q := 1]
x = lambda: 0
x = lambda a, b=1, /, c=2, *d, e, f=3, **g: (a, e)
x = lambda *, a: a
x = lambda *a, **b: lambda: a
x = {(a := b): c, (b := c): d}, x[(a := 1):2], {(a := b)}
if (n := 10) > 5:
    print(n, (m := n) + m)


async def h(p):
    await p
    x = await p.q(r=await p) ** 2
    y = [await z async for z in p if await z]
    yield x
    yield
    z = yield x, y
    w = [(yield), *x]


def k():
    x = yield from k()
    y = yield *x, 1
    return x, *y
