"""getattr, setattr, hasattr, vars."""


class Box:
    kind = "box"


b = Box()
setattr(b, "size", 3)
print(getattr(b, "size"), getattr(b, "kind"), getattr(b, "none", "default"), hasattr(b, "size"), hasattr(b, "x"), vars(b), b.__dict__)
b.__dict__.pop("size")
print(vars(b), b.__class__.__name__)
try:
    getattr(b, "missing")
except AttributeError as error:
    print(error)
