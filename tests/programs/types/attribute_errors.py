"""Attributes that do not exist."""

def function():
    pass


for action in [
    lambda: (1).foo,
    lambda: "a".bar,
    lambda: [].baz,
    lambda: {}.qux,
    lambda: (1.5).real_part,
    lambda: None.thing,
    lambda: function.missing,
    lambda: ValueError("x").code,
    lambda: range(3).step_size,
    lambda: int.foo,
]:
    try:
        print(action())
    except AttributeError as error:
        print(error)
