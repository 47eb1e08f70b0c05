"""Methods that are replaced, and objects of many kinds that are asked for the same method."""


class A:
    def name(self):
        return 'A'
    def twice(self, n):
        return 2 * n


class B(A):
    def name(self):
        return 'B'


class C:
    @staticmethod
    def name():
        return 'static'
    @classmethod
    def twice(cls, n):
        return cls.__name__, n


class T(tuple):
    def name(self):
        return len(self)
    def twice(self, n):
        return self[0], n


class D:
    def __getattr__(self, name):
        return lambda *args: (name, args)


def use(o):
    return o.name(), o.twice(4)


def all_kinds():
    t = T((1, 2))
    t.extra = 1
    return [A(), B(), C(), C, T((1, 2)), t, D()]
for _ in range(3):
    print([use(o) for o in all_kinds()])
a = A()
print(use(a))
a.name = lambda: 'own'
print(use(a))
del a.name
print(use(a))
A.name = lambda self: 'replaced'
print(use(a), use(B()))
B.twice = A.name
try:
    use(B())
except TypeError as error:
    print(error)
