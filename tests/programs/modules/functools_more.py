"""cached_property, total_ordering, singledispatch, cmp_to_key, cache."""
import functools


class Data:
    def __init__(self, n):
        self.n = n

    @functools.cached_property
    def square(self):
        print("computing")
        return self.n**2


@functools.total_ordering
class Rank:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n


@functools.singledispatch
def kind(value):
    return "something"


@kind.register
def _(value: int):
    return "int"


@kind.register(list)
def _(value):
    return "list"


@functools.lru_cache(maxsize=2)
def slow(n):
    print("slow", n)
    return n


d = Data(5)
print(d.square, d.square, Rank(1) <= Rank(2), Rank(3) > Rank(2), kind(1), kind([]), kind("x"))
print(slow(1), slow(2), slow(1), slow(3), slow(2), slow.cache_info())
print(sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: b - a)), functools.reduce(max, [1, 5, 2]))
