"""Reflected and in-place operators, __format__, __index__, __missing__."""


class Money:
    def __init__(self, cents):
        self.cents = cents

    def __add__(self, other):
        if isinstance(other, Money):
            return Money(self.cents + other.cents)
        return NotImplemented

    def __radd__(self, other):
        return self if other == 0 else NotImplemented

    def __iadd__(self, other):
        self.cents += other.cents
        return self

    def __format__(self, spec):
        return f"{self.cents / 100:{spec or '.2f'}} EUR"

    def __index__(self):
        return self.cents

    def __float__(self):
        return self.cents / 100

    def __ge__(self, other):
        return self.cents >= other.cents

    def __repr__(self):
        return f"Money({self.cents})"


class Zeros(dict):
    def __missing__(self, key):
        return f"no {key}"


m = Money(5)
n = m
n += Money(10)
print(m, sum([Money(1), Money(2)]), f"{m} {m:.1f} {m!r:>12}", [0, 1, 2][Money(1)], hex(Money(255)), float(m), Money(2) >= Money(1), Money(1) <= Money(2))
for action in [lambda: m + 1, lambda: 1 + m, lambda: m * 2, lambda: Money(1) > Money(2), lambda: -m, lambda: m[0], lambda: len(m)]:
    try:
        print(action())
    except TypeError as error:
        print(error)
print(Zeros(a=1)["a"], Zeros()["b"], Zeros().get("c"))
