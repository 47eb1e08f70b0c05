# Methods made of others.
def _usable(func):
    """`func`, if it can become a method: something to call, or something that binds."""
    for quality in ("__call__", "__get__"):
        if hasattr(func, quality):
            return func
    raise TypeError(f"{func!r} is not callable or a descriptor")


def _abstract(made):
    return getattr(made.func, "__isabstractmethod__", False)


class partialmethod:
    def __init__(self, func, /, *args, **keywords):
        nested = isinstance(func, partialmethod)
        self.func = func.func if nested else _usable(func)
        self.args = (*func.args, *args) if nested else args
        self.keywords = func.keywords | keywords if nested else keywords

    __isabstractmethod__ = property(_abstract)

    def __repr__(self):
        named = [f"{name}={value!r}" for name, value in self.keywords.items()]
        return f"functools.partialmethod({', '.join([repr(self.func), *map(repr, self.args), *named])})"

    def __get__(self, obj, cls=None):
        bound = self.func
        if hasattr(bound, "__get__") and not isinstance(bound, partial):
            bound = bound.__get__(obj, cls)
        if bound is self.func:  # a function asked of its class, or what does not bind: the object comes first
            return (lambda instance, /, *args, **keywords:
                    bound(instance, *self.args, *args, **(self.keywords | keywords))).__get__(obj, cls)
        return partial(bound, *self.args, **self.keywords)


class singledispatchmethod:
    def __init__(self, func):
        self.func = _usable(func)
        self._fallback = getattr(func, "__func__", func)
        self.dispatcher = singledispatch(self._fallback)

    __isabstractmethod__ = property(_abstract)

    def register(self, cls, method=None):
        wrapped = getattr(cls, "__func__", None)
        if method is None and wrapped is not None and not callable(cls):  # the annotation is inside
            cls, method = next(iter(wrapped.__annotations__.values())), cls
        return self.dispatcher.register(cls, method)

    def __get__(self, obj, cls=None):
        def call(first, /, *args, **keywords):
            chosen = self.dispatcher.dispatch(type(first))
            if chosen is self._fallback:
                chosen = self.func
            return chosen.__get__(obj, cls)(first, *args, **keywords)
        call.register, call.__isabstractmethod__ = self.register, _abstract(self)
        return update_wrapper(call, self.func)
