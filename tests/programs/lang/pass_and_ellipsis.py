"""Bodies that do nothing."""


def a(): pass


def b(): ...


def c():
    "only a docstring"


print(a(), b(), c(), ...)
for _ in range(2): pass
if False: ...
