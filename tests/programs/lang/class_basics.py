"""A class with attributes and methods."""


class Point:
    dimensions = 2

    def __init__(self, x, y=0):
        self.x = x
        self.y = y

    def moved(self, dx, dy=0):
        return Point(self.x + dx, self.y + dy)

    def __repr__(self):
        return f"Point({self.x}, {self.y})"


p = Point(1)
print(p, p.moved(2, 3), p.dimensions, Point.dimensions)
p.x = 10
p.name = "pen"
print(p.x, p.name, hasattr(p, "name"), hasattr(p, "color"))
Point.dimensions = 3
print(p.dimensions)
try:
    p.color
except AttributeError as error:
    print(error)
try:
    Point()
except TypeError as error:
    print(error)
method = p.moved
print(method(1), Point.moved(p, 5))
