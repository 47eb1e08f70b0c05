"""Mixins, super chains, abstract methods and class hooks."""
from abc import ABC, abstractmethod


class Base(ABC):
    registry = []

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        Base.registry.append(cls.__name__)

    @abstractmethod
    def area(self):
        ...


class Named:
    def __init__(self, *args, name="none", **kwargs):
        super().__init__(*args, **kwargs)
        self.name = name


class Square(Named, Base):
    def __init__(self, side, **kwargs):
        super().__init__(**kwargs)
        self.side = side

    def area(self):
        return self.side**2


print(Square(3, name="sq").area(), Square(2).name, Base.registry, [c.__name__ for c in Square.__mro__])
try:
    Base()
except TypeError as error:
    print(error)
