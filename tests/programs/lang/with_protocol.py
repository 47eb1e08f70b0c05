"""with calls __enter__ and __exit__."""


class Managed:
    def __init__(self, name, swallow=False):
        self.name = name
        self.swallow = swallow

    def __enter__(self):
        print("enter", self.name)
        return self.name.upper()

    def __exit__(self, kind, value, trace):
        print("exit", self.name, kind.__name__ if kind else None, value)
        return self.swallow


with Managed("a") as value:
    print("body", value)
with Managed("b", swallow=True):
    raise ValueError("swallowed")
with Managed("c") as c, Managed("d") as d:
    print("both", c, d)
try:
    with Managed("outer"), Managed("inner"):
        raise KeyError("passes")
except KeyError as error:
    print("caught", error)


def leave():
    with Managed("return"):
        return "value"


print(leave())
for n in range(3):
    with Managed(f"loop{n}"):
        if n == 1:
            break
with (
    Managed("p") as p,
    Managed("q"),
):
    print("parenthesised", p)
