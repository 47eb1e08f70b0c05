"""The union of defaultdicts and OrderedDicts keeps their type; bytes join bytearrays."""
from collections import OrderedDict, defaultdict


class Mine(OrderedDict):
    pass


class Loud(defaultdict):
    def __or__(self, other):
        print("or")
        return super().__or__(other)


counts = defaultdict(list, {1: [2]})
for value in (counts | {3: [4]}, {3: [4]} | counts, counts | counts, counts | OrderedDict(a=1),
              OrderedDict(a=1) | counts, OrderedDict(a=1) | {"b": 2}, {"z": 0} | OrderedDict(a=1),
              Mine(a=1) | {"a": 2}, {"a": 2} | Mine(b=1), OrderedDict(a=1) | Mine(b=2), Mine(b=2) | OrderedDict(a=1)):
    print(type(value).__name__, value)
(counts | {})[7].append(1)
print(Loud(int, a=1) | {2: 3}, {2: 3} | Loud(int, a=1), Loud(int) | counts)
print(counts, ({3: [4]} | counts)["new"])
for wrong in (lambda: counts | 3, lambda: 3 | counts, lambda: OrderedDict() | [(1, 2)], lambda: None | OrderedDict()):
    try:
        wrong()
    except TypeError as error:
        print(type(error).__name__)
counts |= {5: [6]}
print(counts)
print(b"".join([bytearray(b"a"), b"b"]), b", ".join([bytearray(b"x"), bytearray(), b"z"]))
try:
    b"".join([b"a", bytearray(b"b"), "c"])
except TypeError as error:
    print(error)
