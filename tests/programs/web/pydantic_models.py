"""pydantic 1.10: models, fields, validators, errors."""
from dataclasses import dataclass
from enum import Enum
from typing import Any, Dict, List, Literal, Optional, Set, Tuple, Union

from pydantic import BaseModel, Field, ValidationError, conint, constr, create_model, parse_obj_as, root_validator, validator


class Kind(Enum):
    A = "a"
    B = "b"


class Part(BaseModel):
    size: int = 3


@dataclass
class Point:
    x: int
    y: float = 0.5


class Item(BaseModel):
    name: str
    price: float = Field(..., gt=0)
    tags: List[str] = []
    kind: Kind = Kind.A
    note: Optional[str]
    parts: Dict[str, Part] = {}
    either: Union[int, str] = 0
    mode: Literal["x", "y"] = "x"
    pair: Tuple[int, str] = (1, "a")
    ids: Set[int] = set()
    point: Optional[Point] = None
    short: constr(min_length=1, max_length=3) = "ab"
    small: conint(ge=0, le=9) = 1
    made: List[int] = Field(default_factory=list)
    renamed: int = Field(0, alias="oldName")

    @validator("name")
    def no_blank(cls, v):
        if " " in v:
            raise ValueError("no blanks")
        return v.upper()

    @root_validator
    def check(cls, values):
        if values.get("name") == "BAD":
            raise ValueError("bad name")
        return values

    class Config:
        extra = "forbid"


def attempt(call):
    try:
        print(call())
    except ValidationError as error:
        print(error)
        print(error.errors())


item = Item(name="x", price="3.5", tags=("a", 1), kind="b", parts={"p": {"size": "4"}}, either="7", ids=["1", 2, 2],
            point={"x": "5"}, oldName="8")
print(item)
print(repr(item.parts), item.either, item.renamed)
print(item.dict(exclude={"ids"}))
print(item.json(exclude={"ids", "point"}))
print(item.dict(exclude_unset=True, include={"name", "price", "note"}), item.dict(by_alias=True)["oldName"])
print(item == item.copy(), item.copy(update={"price": 1}).price, sorted(item.__fields_set__))
attempt(lambda: Item(name="a b", price=-1, tags=[[]], kind="c", z=1, parts={"q": {"size": "x"}}))
attempt(lambda: Item(price=None, mode="z", pair=[1], short="", small=10, either=[], ids=["a"], point=3))
attempt(lambda: Item(name="bad", price=1))
attempt(lambda: Item())
attempt(lambda: Item.parse_obj({"name": "n", "price": 2}).name)
attempt(lambda: Part.parse_raw('{"size": "9"}'))
attempt(lambda: Part.parse_raw("{"))
attempt(lambda: parse_obj_as(List[int], ["1", 2]))
attempt(lambda: parse_obj_as(List[int], ["1", "b"]))
try:
    item.foo = 3
except ValueError as error:
    print(error)


class Child(Part):
    extra: Any = None
    flag: bool = False

    @validator("size", pre=True, always=True)
    def double(cls, v, values):
        return int(v) * 2


print(Child(), Child(size="4", flag="yes"), Child.__fields__.keys())
attempt(lambda: Child(flag="maybe"))
Dynamic = create_model("Dynamic", a=(int, ...), b=3)
print(Dynamic(a="1"))
part = Part()
part.size = "text"
print(part)
print(Part.construct(size="raw"), dict(Part(size=1)))
