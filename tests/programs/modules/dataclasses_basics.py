"""dataclass."""
from dataclasses import dataclass, field


@dataclass(order=True)
class Job:
    priority: int
    name: str = "none"
    tags: list = field(default_factory=list)


@dataclass(frozen=True)
class Point:
    x: float
    y: float = 0.0


a, b = Job(2, "b"), Job(1, "z", ["t"])
print(a, b, a == Job(2, "b"), b < a, sorted([a, b])[0].name)
a.tags.append("x")
print(a.tags, Job(0).tags, Point(1), Point(1) == Point(1.0), {Point(1): 1}[Point(1)])
try:
    Point(1).x = 5
except AttributeError as error:
    print(type(error).__name__, error)
