"""Inheritance, super and method resolution."""


class Base:
    def __init__(self, name):
        self.name = name

    def hello(self):
        return f"base {self.name}"

    def call(self):
        return self.hello()


class Child(Base):
    def __init__(self, name, extra):
        super().__init__(name)
        self.extra = extra

    def hello(self):
        return "child of " + super().hello() + f" {self.extra}"


class A:
    def who(self):
        return ["A"]


class B(A):
    def who(self):
        return ["B"] + super().who()


class C(A):
    def who(self):
        return ["C"] + super().who()


class D(B, C):
    def who(self):
        return ["D"] + super().who()


print(Child("x", 1).call())
print(D().who(), [each.__name__ for each in D.__mro__])
print(isinstance(D(), A), issubclass(B, C), type(D()).__name__)
