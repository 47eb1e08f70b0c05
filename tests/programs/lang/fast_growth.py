"""Instances that get the same attributes in different orders, in the same __init__."""


class Thing:
    def __init__(self, n):
        self.a = n
        if n % 2:
            self.odd = n
        self.b = n
        if n % 3 == 0:
            del self.a
            self.c = n
        self.d = n
    def a_method(self):
        return 'method'
    def odd_method(self):
        return 'method'


def call(o):
    return o.a_method()
for n in range(8):
    t = Thing(n)
    print(vars(t), call(t))
    if n == 4:
        t.a_method = lambda: 'own'
    print(call(t))


class Wide:
    def __init__(self):
        self.a0 = self.a1 = self.a2 = self.a3 = self.a4 = self.a5 = 1
        self.b0 = self.b1 = self.b2 = self.b3 = self.b4 = self.b5 = 2
for _ in range(3):
    w = Wide()
    print(len(vars(w)), w.b5, w.a0, list(vars(w))[5:7])


class Sneaky:
    def __init__(self, other):
        self.first = other
        self.second = 1


class Dies:
    def __init__(self, owner):
        self.owner = owner
    def __del__(self):
        self.owner.late = 1


def put(o):
    o.first = None
    o.third = 3
    return list(vars(o))
for _ in range(3):
    s = Sneaky(None)
    s.first = Dies(s)
    print(put(s))
