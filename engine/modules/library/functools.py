# Methods made of others.
class partialmethod:
    def __init__(self, func, /, *args, **keywords):
        if not callable(func) and not hasattr(func, "__get__"):
            raise TypeError(f"{func!r} is not callable or a descriptor")
        if isinstance(func, partialmethod):
            self.func = func.func
            self.args = func.args + args
            self.keywords = {**func.keywords, **keywords}
        else:
            self.func, self.args, self.keywords = func, args, keywords

    def __repr__(self):
        parts = [repr(self.func), *map(repr, self.args), *(f"{k}={v!r}" for k, v in self.keywords.items())]
        return f"functools.partialmethod({', '.join(parts)})"

    def __get__(self, obj, cls=None):
        inner = getattr(self.func, "__get__", None)
        if inner is not None and not isinstance(self.func, partial):
            bound = inner(obj, cls)
            if bound is not self.func:
                return partial(bound, *self.args, **self.keywords)
        func, first, keywords = self.func, self.args, self.keywords

        def _method(cls_or_self, /, *args, **more):
            return func(cls_or_self, *first, *args, **{**keywords, **more})
        return _method.__get__(obj, cls)

    __isabstractmethod__ = property(lambda self: getattr(self.func, "__isabstractmethod__", False))


class singledispatchmethod:
    def __init__(self, func):
        if not callable(func) and not hasattr(func, "__get__"):
            raise TypeError(f"{func!r} is not callable or a descriptor")
        self.dispatcher = singledispatch(func if callable(func) else func.__func__)
        self.func = func

    def register(self, cls, method=None):
        if method is None and not isinstance(cls, type) and not callable(cls):
            # a class or static method that brings its annotation
            self.dispatcher.register(cls.__func__.__annotations__[next(iter(cls.__func__.__annotations__))], cls)
            return cls
        return self.dispatcher.register(cls, func=method)

    def __get__(self, obj, cls=None):
        def _method(*args, **kwargs):
            method = self.dispatcher.dispatch(args[0].__class__)
            return method.__get__(obj, cls)(*args, **kwargs)
        _method.__isabstractmethod__ = getattr(self.func, "__isabstractmethod__", False)
        _method.register = self.register
        return update_wrapper(_method, self.func)

    __isabstractmethod__ = property(lambda self: getattr(self.func, "__isabstractmethod__", False))
