"""Methods made of others, JSON encoders, redirected streams, dataclasses made of lists."""
from functools import partialmethod, singledispatchmethod, partial
import json, io, contextlib, sys


class A:

    def f(self, a, b=2, *, c=3):
        return (type(self).__name__, a, b, c)
    g = partialmethod(f, 1)
    h = partialmethod(g, c=9)

    @classmethod
    def k(cls, x):
        return (cls.__name__, x)
    m = partialmethod(k, 5)
    s = partialmethod(staticmethod(lambda *a: a), 1)
    p = partialmethod(partial(lambda *a: a[1:], 0), 7)

    @singledispatchmethod
    def d(self, x):
        return 'other'

    @d.register
    def _(self, x: int):
        return 'int'

    @d.register(str)
    def _(self, x):
        return 'str'

    @singledispatchmethod
    @classmethod
    def e(cls, x):
        return (cls.__name__, 'o')

    @e.register
    @classmethod
    def _(cls, x: int):
        return (cls.__name__, 'i')

    @e.register(str)
    @classmethod
    def _(cls, x):
        return (cls.__name__, 's')


a = A()
print(a.g())
print(a.h(b=4))
print(A.g(a, 8))
print(a.m())
print(A.m())
print(a.s(2))
print(len(a.p()))
print(a.d(1))
print(a.d('x'))
print(a.d(1.0))
print(A.e(1))
print(A.e('x'))
print(a.e(2.0))
print(a.d.__name__)
print(repr(partialmethod(len, 1, x=2)))
print(A.__dict__['g'].args)
print(A.__dict__['h'].keywords)
print(A.__dict__['g'].__isabstractmethod__)
for f in (lambda: partialmethod(3), lambda: singledispatchmethod(3)):
    try:
        f()
    except TypeError as e:
        print(e)


class E(json.JSONEncoder):

    def default(self, o):
        if isinstance(o, set):
            return sorted(o)
        return super().default(o)


print(json.dumps({'a': {1, 2}, 'b': None}, cls=E), json.dumps({'a': {1, 2}}, cls=E, indent=2))
print(json.dumps({'b': 1, 'a': 2}, cls=E, sort_keys=True, separators=(',', ':')))
print(E().encode([1, {2}]))
print(list(json.JSONEncoder().iterencode([1])) and 1)
print(json.JSONEncoder(default=str).encode(E))
print(json.JSONDecoder().decode('{"a": 1}'))
print(json.JSONDecoder(object_hook=lambda d: list(d)).decode('{"a": 1}'))
try:
    E(zork=1)
except TypeError as e:
    print(e)
try:
    json.dumps(object, cls=E)
except TypeError as e:
    print(e)


class C2(json.JSONEncoder):

    def __init__(self, *a, **k):
        super().__init__(*a, **k)
        self.k = k


print(C2(indent=1).encode([1]))
f = io.StringIO()
with contextlib.redirect_stdout(f) as g:
    print('hid')
    assert g is f
print(repr(f.getvalue()), contextlib.redirect_stderr.__name__)
r = contextlib.redirect_stdout(io.StringIO())
with r:
    with r:
        print('x')
    print('y')
print('z')
from dataclasses import make_dataclass, field
P = make_dataclass('P', ['x', ('y', int), ('z', int, field(default=5))],
                   namespace={'add': lambda s: s.y + s.z}, frozen=True)
print(P(1, 2))
print(P(1, 2).add())
print(P.__annotations__)
print(P(1, 2) == P(1, 2))
for bad in (['1a'], ['class'], ['a', 'a'], [('a', 1, 2, 3)], [(1, 2)], [('a',)]):
    try:
        make_dataclass('Q', bad)
    except TypeError as e:
        print(e)
Q = make_dataclass('Q', [('w', int, 3)], bases=(P,), frozen=True)
print(Q(1, 2), Q.w)
