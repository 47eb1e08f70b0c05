"""Class attributes, class methods, __slots__ and __getattr__."""


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a = 1


class Dynamic:
    def __getattr__(self, name):
        if name.startswith("x"):
            return name.upper()
        raise AttributeError(name)

    def __setattr__(self, name, value):
        print("set", name)
        super().__setattr__(name, value)


s = Slotted()
print(s.a)
try:
    s.c = 1
except AttributeError as error:
    print(error)
try:
    s.b
except AttributeError as error:
    print(error)
d = Dynamic()
d.y = 5
print(d.y, d.xyz)
try:
    d.other
except AttributeError as error:
    print(error)
