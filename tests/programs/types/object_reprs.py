"""Classes, functions and instances without addresses."""


class Thing:
    pass


def f():
    def g():
        pass

    return g


print(Thing, Thing.__name__, Thing.__qualname__, type(Thing()), f.__name__, f().__qualname__, f.__module__, (lambda: 0).__name__)
print(repr(f).split(" at ")[0], repr(f()).split(" at ")[0], repr(Thing()).split(" at ")[0], repr(lambda: 0).split(" at ")[0])
print(repr("".upper).split(" at ")[0], repr([].append).split(" at ")[0], len, str.upper, int.__name__, dict.get)
