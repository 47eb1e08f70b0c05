"""post_init, inheritance, replace, asdict, keyword-only, repr=False and compare=False."""
from dataclasses import asdict, astuple, dataclass, field, fields, replace


@dataclass
class Base:
    name: str
    tags: list = field(default_factory=list, repr=False)


@dataclass
class Item(Base):
    price: float = 0.0
    count: int = field(default=1, compare=False)
    total: float = field(init=False)

    def __post_init__(self):
        self.total = self.price * self.count


@dataclass(kw_only=True, slots=True)
class Options:
    depth: int = 3
    verbose: bool = False


i = Item("pen", price=2.5, count=4)
print(i, asdict(i), astuple(i), replace(i, price=1.0), [f.name for f in fields(i)], i == Item("pen", [], 2.5, 9))
print(Options(verbose=True))
try:
    Options(5)
except TypeError as error:
    print(error)
try:
    Item()
except TypeError as error:
    print(error)
