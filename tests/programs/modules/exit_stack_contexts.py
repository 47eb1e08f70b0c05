"""The contexts of exceptions that the callbacks of an ExitStack raise one after another."""
from contextlib import ExitStack
def boom(n):
    raise RuntimeError(n)
def chain(e):
    out=[]
    while e is not None and len(out)<8:
        out.append(repr(e)); e=e.__context__
    return out
try:
    with ExitStack() as s:
        s.callback(boom, 1); s.callback(boom, 2); s.callback(boom, 3)
except RuntimeError as e: print(chain(e))
try:
    with ExitStack() as s:
        s.callback(boom, 1); s.callback(boom, 2); s.callback(boom, 3)
        raise KeyError(0)
except RuntimeError as e: print(chain(e))
try:
    try:
        raise OSError("outer")
    except OSError:
        with ExitStack() as s:
            s.callback(boom, 1); s.callback(boom, 2)
except RuntimeError as e: print(chain(e))
def boom2(n):
    try:
        raise ValueError(n)
    except ValueError:
        raise RuntimeError(n)
try:
    with ExitStack() as s:
        s.callback(boom2, 1); s.callback(boom2, 2)
        raise KeyError(0)
except RuntimeError as e: print(chain(e))
try:
    try:
        raise OSError("outer")
    except OSError:
        with ExitStack() as s:
            s.callback(boom2, 1); s.callback(boom2, 2)
            raise KeyError(0)
except RuntimeError as e: print(chain(e))
try:
    try:
        raise OSError("outer")
    except OSError:
        s = ExitStack()
        s.callback(boom, 1); s.callback(boom, 2)
        s.close()
except RuntimeError as e: print(chain(e))
