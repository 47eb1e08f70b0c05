# Streams that go elsewhere for a while.
import sys as _sys


def _redirection(stream):
    """The class of context managers that put another object at a stream's place in sys."""

    class Redirection(AbstractContextManager):
        def __init__(self, new_target):
            self._instead, self._before = new_target, []

        def __enter__(self):
            self._before.append(vars(_sys)[stream])
            setattr(_sys, stream, self._instead)
            return self._instead

        def __exit__(self, *failure):
            setattr(_sys, stream, self._before.pop())

    Redirection.__name__ = Redirection.__qualname__ = f"redirect_{stream}"
    return Redirection


redirect_stdout, redirect_stderr = map(_redirection, ("stdout", "stderr"))
