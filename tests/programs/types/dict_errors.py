"""What dicts refuse."""
d = {"a": 1}


def grow():
    for key in d:
        d[key + "x"] = 1


for action in [
    lambda: d["b"],
    lambda: d.pop("b"),
    lambda: {}.popitem(),
    lambda: d[[]],
    lambda: d.get([]),
    lambda: d.update(5),
    lambda: d.update([1]),
    lambda: d.update(["abc"]),
    lambda: dict(5),
    lambda: d.a,
    lambda: d + d,
    lambda: d < d,
    lambda: d.get(),
    grow,
]:
    try:
        print(action())
    except (KeyError, TypeError, ValueError, AttributeError, RuntimeError) as error:
        print(type(error).__name__ + ":", error)
