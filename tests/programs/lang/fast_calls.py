"""Calls of functions, classes and methods by the same lines, with right and wrong arguments."""


def f(a, b):
    return a, b


def g(a, b=2, *c):
    return a, b, c


class K:
    def __init__(self, a, b):
        self.a = (a, b)


class KD:
    def __init__(self, a, b=2):
        self.a = (a, b)


class Bad:
    def __init__(self, a, b):
        return 1


class Plain:
    pass


class New:
    def __new__(cls, a, b):
        return a


def call(x, *more):
    try:
        r = x(1, *more) if more else x(1, 3)
    except TypeError as error:
        return str(error)
    return getattr(r, 'a', r)


def direct(x):
    try:
        r = x(1, 3)
        return getattr(r, 'a', r)
    except TypeError as error:
        return str(error)


def method(x):
    try:
        return x.m(1)
    except TypeError as error:
        return str(error)


class M:
    def m(self, n):
        return n


class M0:
    def m(self):
        return 0


class MS:
    m = staticmethod(lambda n: ('s', n))


class MK:
    m = K
for _ in range(3):
    for x in (f, g, K, KD, Bad, Plain, New, max, divmod, M().m, dict):
        print(direct(x), call(x), call(x, 4))
    for x in (M(), M0(), MS(), MK()):
        print(method(x))
K.__init__ = lambda self, a, b: setattr(self, 'a', 'new init')
print(direct(K))
K.__new__ = lambda cls, a, b: 'new new'
print(direct(K))
items = []
for i in range(3):
    items.append(i)
    items.extend([i])
try:
    items.append()
except TypeError as error:
    print(error)
try:
    list.append({}, 1)
except TypeError as error:
    print(error)
print(items, [].append(1))
