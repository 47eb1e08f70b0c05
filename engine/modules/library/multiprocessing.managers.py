"""multiprocessing.managers: objects that processes share, and that may travel between them."""
import _process
import multiprocessing as _multiprocessing


def _again(kind, numbers):
    """The object that another process has pickled."""
    made = kind.__new__(kind)
    made._take(tuple(_process._channel(number) for number in numbers))
    return made


class _Travelling:
    """What is made of channels only."""

    def __reduce__(self):
        return _again, (type(self), tuple(channel.number for channel in self._give()))


class _Proxy(_Travelling):
    _type = object

    def __init__(self, *args, **kwargs):
        self._cell = _process.channel()
        self._cell.replace(self._type(*args, **kwargs))

    def _give(self):
        return (self._cell,)

    def _take(self, channels):
        (self._cell,) = channels

    def _getvalue(self):
        return self._cell.peek()

    def _callmethod(self, methodname, args=(), kwds={}):
        value = self._cell.peek()
        result = getattr(value, methodname)(*args, **kwds)
        self._cell.replace(value)
        return result

    def __str__(self):
        return repr(self._cell.peek())

    def __repr__(self):
        return f"<{type(self).__name__} object, typeid {self._type.__name__!r} at 0x{id(self):x}>"


def _expose(kind, names):
    def method(name):
        def called(self, *args, **kwargs):
            return self._callmethod(name, args, kwargs)
        called.__name__ = name
        return called
    for name in names.split():
        setattr(kind, name, method(name))


class DictProxy(_Proxy):
    _type = dict

    def keys(self):
        return list(self._getvalue())

    def values(self):
        return list(self._getvalue().values())

    def items(self):
        return list(self._getvalue().items())

    def __iter__(self):
        return iter(self.keys())


_expose(DictProxy, "__contains__ __delitem__ __getitem__ __len__ __setitem__ clear copy get pop popitem setdefault update")


class ListProxy(_Proxy):
    _type = list

    def __iadd__(self, values):
        self.extend(values)
        return self

    def __iter__(self):
        return iter(self._getvalue())


_expose(ListProxy, "__add__ __contains__ __delitem__ __getitem__ __len__ __mul__ __reversed__ __setitem__ append count "
                   "extend index insert pop remove reverse sort")


class NamespaceProxy(_Travelling):
    def __init__(self, **values):
        vars(self)["_cell"] = _process.channel()
        self._cell.replace(values)

    def _give(self):
        return (self._cell,)

    def _take(self, channels):
        vars(self)["_cell"] = channels[0]

    def __getattr__(self, name):
        values = vars(self)["_cell"].peek()
        if name in values:
            return values[name]
        raise AttributeError(f"'Namespace' object has no attribute {name!r}")

    def __setattr__(self, name, value):
        self._cell.replace({**self._cell.peek(), name: value})

    def __delattr__(self, name):
        values = self._cell.peek()
        if name not in values:
            raise AttributeError(f"'Namespace' object has no attribute {name!r}")
        del values[name]
        self._cell.replace(values)


class ValueProxy(_Travelling):
    def __init__(self, typecode, value, lock=True):
        self._cell = _process.channel()
        self._cell.replace(value)

    _give, _take = _Proxy._give, _Proxy._take

    def get(self):
        return self._cell.peek()

    def set(self, value):
        self._cell.replace(value)

    value = property(get, set)


class _Queue(_Travelling, _multiprocessing.Queue):
    def __init__(self, maxsize=0):
        super().__init__(maxsize)
        self._size = _process.channel()
        self._size.replace(self._maxsize)

    def _give(self):
        return self._items, self._size

    def _take(self, channels):
        self._items, self._size = channels
        self._maxsize, self._closed = self._size.peek(), False


class _Lock(_Travelling, _multiprocessing.Lock):
    def _give(self):
        return (self._free,)

    def _take(self, channels):
        (self._free,) = channels


class _Event(_Travelling, _multiprocessing.Event):
    def _give(self):
        return (self._flag,)

    def _take(self, channels):
        (self._flag,) = channels


class SyncManager:
    dict, list, Namespace, Value = DictProxy, ListProxy, NamespaceProxy, ValueProxy
    Queue, Lock, RLock, Event = _Queue, _Lock, _multiprocessing.RLock, _Event
    Semaphore, BoundedSemaphore = _multiprocessing.Semaphore, _multiprocessing.BoundedSemaphore

    def Array(self, typecode, sequence):
        return self.list(sequence)

    def shutdown(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.shutdown()
