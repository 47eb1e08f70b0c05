"""Attributes of instances of many classes, read and written by the same two lines."""


class Plain:
    def __init__(self, x, y):
        self.x = x
        self.y = y


class Swapped:
    def __init__(self, x, y):
        self.y = y
        self.x = x


class Slots:
    __slots__ = ('x', 'y')
    def __init__(self, x, y):
        self.x = x
        self.y = y


class Getter:
    y = 'class y'
    def __getattr__(self, name):
        return 'made ' + name


class Setter:
    def __init__(self, x, y):
        self.x = x
        self.y = y
    def __setattr__(self, name, value):
        object.__setattr__(self, name, ('set', value))


class Property:
    def __init__(self, x, y):
        self._x = x
        self.y = y
    x = property(lambda self: ('got', self._x), lambda self, v: setattr(self, '_x', ('put', v)))


class Child(Plain):
    def __init__(self, x, y):
        super().__init__(x, y)
        self.z = 3


def visit(o):
    o.x = (o.x, o.y)
    return o.x


def kinds():
    return [Plain(1, 2), Swapped(1, 2), Plain(3, 4), Slots(1, 2), Getter(), Setter(1, 2), Property(1, 2), Child(1, 2)]
for o in kinds() + kinds():
    for _ in range(3):
        print(type(o).__name__, visit(o))
p = Plain(5, 6)
visit(p)
Plain.x = property(lambda self: 'now a property')
try:
    visit(p)
except AttributeError as error:
    print(error)
del Plain.x
print(visit(p))
for _ in range(3):
    q = Plain(1, 2)
    del q.x
    try:
        visit(q)
    except AttributeError as error:
        print(error)
    q.x = 7
    print(visit(q), list(vars(q)))
    q.__dict__ = {'y': 8, 'x': 9}
    print(visit(q), vars(q))
    vars(q)['z'] = 1
    q.w = 2
    print(visit(q), vars(q))
