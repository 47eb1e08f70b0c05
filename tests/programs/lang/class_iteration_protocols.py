"""__iter__, __next__, __getitem__, __contains__, __len__, __reversed__."""


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


class Squares:
    def __getitem__(self, i):
        if i > 4:
            raise IndexError(i)
        return i * i

    def __len__(self):
        return 5


print(list(Countdown(4)), sum(Countdown(5)), [*Countdown(2)], 2 in Countdown(4), tuple(Countdown(0)))
print(list(Squares()), 9 in Squares(), list(reversed(Squares())), len(Squares()))
a, b, *c = Countdown(5)
print(a, b, c, dict(zip("ab", Countdown(2))), max(Countdown(3)), sorted(Countdown(3)))
