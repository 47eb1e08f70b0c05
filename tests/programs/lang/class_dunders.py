"""Operators on objects of one's own."""


class Vector:
    def __init__(self, *items):
        self.items = items

    def __repr__(self):
        return f"Vector{self.items}"

    def __add__(self, other):
        return Vector(*[a + b for a, b in zip(self.items, other.items)])

    def __mul__(self, factor):
        return Vector(*[a * factor for a in self.items])

    __rmul__ = __mul__

    def __eq__(self, other):
        return isinstance(other, Vector) and self.items == other.items

    def __hash__(self):
        return hash(self.items)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index]

    def __iter__(self):
        return iter(self.items)

    def __contains__(self, item):
        return item in self.items

    def __bool__(self):
        return any(self.items)

    def __call__(self, x):
        return sum(self.items) + x

    def __lt__(self, other):
        return sum(self.items) < sum(other.items)

    def __neg__(self):
        return self * -1


v, w = Vector(1, 2), Vector(3, 4)
print(v + w, v * 3, 3 * v, -v, v == Vector(1, 2), v != w)
print(len(v), v[0], list(w), 3 in w, bool(Vector(0, 0)), v(10))
print(sorted([w, v]), max(v, w), {v: "key"}[Vector(1, 2)])
try:
    v + 1
except AttributeError as error:
    print(error)
try:
    v - w
except TypeError as error:
    print(error)
