"""match: guards, nesting, captures, literals and class patterns with keywords."""
from dataclasses import dataclass


@dataclass
class Circle:
    radius: float


@dataclass
class Rect:
    width: float
    height: float


def area(shape):
    match shape:
        case Circle(radius=r) if r > 0:
            return round(3 * r * r, 2)
        case Rect(w, h) | [w, h]:
            return w * h
        case {"shape": "square", "side": int(side) | float(side)}:
            return side * side
        case [Circle() as first, *_, Rect(width=1)]:
            return f"from {first} to a thin one"
        case int() | float() as number if number < 0:
            return "negative"
        case (1 | 2 | 3) as small:
            return f"small {small}"
        case "x" | 'y' as axis:
            return axis
        case -1.5 | True | None:
            return "literal"
        case str(text):
            return text.upper()
    return "nothing"


for each in [Circle(2), Circle(0), Rect(2, 3), [4, 5], {"shape": "square", "side": 3, "more": 1}, {"shape": "square"}, [Circle(1), 5, Rect(1, 2)], -4, 2, "y", None, True, "text", 9.5, ()]:
    print(area(each))
