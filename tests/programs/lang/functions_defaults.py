"""Positional, default and keyword arguments."""


def describe(name, size=10, *, color="red"):
    return f"{name} {size} {color}"


print(describe("box"))
print(describe("box", 5))
print(describe("box", color="blue"))
print(describe(size=1, name="dot"))
print(describe("box", 3, color="green"))
