"""match with all kinds of patterns."""


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


def what(value):
    match value:
        case 0:
            return "zero"
        case 1 | 2:
            return "one or two"
        case "a":
            return "letter"
        case [] | ():
            return "empty"
        case [x]:
            return f"one item {x}"
        case [first, *rest] if len(rest) > 2:
            return f"long {first} {rest}"
        case (a, b):
            return f"pair {a} {b}"
        case {"kind": kind, **more}:
            return f"mapping {kind} {more}"
        case Point(0, y=y):
            return f"on the axis {y}"
        case Point(x, y) as p:
            return f"point {x} {y} {p.x}"
        case str() as text:
            return f"text {text}"
        case None:
            return "none"
        case _:
            return "other"


for value in [0, 2, "a", [], [5], [1, 2, 3, 4], (1, 2), {"kind": "k", "z": 1}, Point(0, 3), Point(1, 2), "xyz", None, 3.5, [1, 2, 3]]:
    print(what(value))
