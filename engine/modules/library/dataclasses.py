# Dataclasses made of lists.
from keyword import iskeyword as _iskeyword
from types import new_class as _new_class


def _name_of(item, taken):
    """The name of a field, which must be none of those taken."""
    name = item[0]
    problem = None
    if not (isinstance(name, str) and name.isidentifier()):
        problem = "Field names must be valid identifiers"
    elif _iskeyword(name):
        problem = "Field names must not be keywords"
    elif name in taken:
        problem = "Field name duplicated"
    if problem:
        raise TypeError(f"{problem}: {name!r}")
    return name


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, **options):
    body = dict(namespace or {})
    kinds = body["__annotations__"] = {}
    for field in fields:
        parts = (field, "typing.Any") if isinstance(field, str) else tuple(field)
        if len(parts) not in (2, 3):
            raise TypeError(f"Invalid field: {field!r}")
        name = _name_of(parts, kinds)
        kinds[name] = parts[1]
        body.update({name: default for default in parts[2:]})
    return dataclass(_new_class(cls_name, bases, {}, lambda space: space.update(body)), **options)
