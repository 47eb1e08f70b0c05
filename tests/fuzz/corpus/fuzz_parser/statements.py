"""Every kind of statement."""
import a
import a.b.c as d, e
from . import f
from .. import g as h
from ...i.j import (k, l as m,)
from ....n import o; import p

x = y = z = 1
x, y = y, x
[x, *y], z = [1, 2], 3
(x.a), (x[0]), *x.b = z
x += 1; x -= 1; x *= 1; x /= 1; x //= 1; x %= 1; x @= 1
x &= 1; x |= 1; x ^= 1; x <<= 1; x >>= 1; x **= 1
x.a: int
x[0]: int = 1
(x): int = 2
y: "str" = z
del x, y.a, (z[0], e), [d]
del (p)
assert x
assert x, "message"
pass; ...

if x: pass
elif y: pass
elif z:
    pass
else: pass
while x:
    if y: continue
    break
else:
    pass
for i in x: pass
for i, (j, *k) in x, y:
    break
else:
    pass
for x.a in *y, z: pass
with x: pass
with x as y, z as (a, b): pass
with (x as y, z as [a, b],): pass
with (x), (y): pass
with (x, y) as z: pass
with (x): pass
with (yield_ := x): pass
try:
    if x: raise
except:
    if x: raise x
finally:
    pass
try:
    if x: raise x from None
except (a, b) as c: pass
except d: pass
else: pass
finally: pass
try: pass
except* a as b: pass
except* (c, d): pass


@a.b
@c(d)
def f(): "docstring"


def f(a, /, b: int, c=1, *d: e, f, g: int = 2, **h: i) -> j:
    global x, y
    def inner():
        nonlocal a, b
        a = b = 1
        return
    return a, *b


async def f(*, a):
    async with a as b, c: pass
    async with (a as b, c as d): pass
    async for i, j in a:
        pass
    else:
        return await i


@a
class C: pass
@(lambda c: c)
class D(C, *x, metaclass=type, **y):
    """Documentation."""
    a: int
    b: int = 1
    def f(self): return super().f()
    @property
    async def g(self): pass
class E(): x = 1
\
\
x = 1 + \
    2
if x:
    # comment
  # another
    y = (1,
  2, # more

3)

    z = 4
