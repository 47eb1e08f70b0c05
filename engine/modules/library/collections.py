# Collections that wrap others.
import itertools as _itertools
import operator as _operator
from collections.abc import Mapping as _Mapping, MutableMapping as _MutableMapping, \
    MutableSequence as _MutableSequence, Sequence as _Sequence


def _on(place, action, prepare=None, same_kind=False):
    """A method that does `action` to what the object holds at `place`; `prepare` changes the arguments first."""
    held = _operator.attrgetter(place)

    def method(self, /, *args, **kwargs):
        if prepare is not None:
            args = map(prepare, args)
        result = action(held(self), *args, **kwargs)
        return type(self)(result) if same_kind else result
    return method


def _changing(action, prepare=None):
    """The same for operators that change what is held, and give the object itself."""
    def method(self, other, /):
        self.data = action(self.data, prepare(other) if prepare else other)
        return self
    return method


def _plain(other):
    return other.data if isinstance(other, (UserDict, UserList, UserString)) else other


# ---- mappings --------------------------------------------------------------------------------------------------------


def _joined(mappings):
    """One dict of many mappings, of which later ones win."""
    result = {}
    for each in mappings:
        result.update(each)
    return result


def _in_front(action, message):
    """A method of ChainMap that works on the first mapping alone."""
    def method(self, /, *args):
        front, *_ = self.maps
        try:
            return action(front, *args)
        except KeyError:
            raise KeyError(message.format(*map(repr, args)))
    return method


class ChainMap(_MutableMapping):
    def __init__(self, *maps):
        self.maps = [*maps] if maps else [{}]

    def _values_of(self, key):
        for each in self.maps:
            try:
                value = each[key]
            except KeyError:
                continue
            yield value

    def __getitem__(self, key):
        for value in self._values_of(key):
            return value
        return self.__missing__(key)

    def __missing__(self, key):
        raise KeyError(key)

    def __contains__(self, key):
        return any(_operator.contains(each, key) for each in self.maps)

    def get(self, key, default=None):
        if key not in self:
            return default
        return self[key]

    def __iter__(self):
        return iter(dict.fromkeys(_itertools.chain.from_iterable(self.maps[::-1])))

    def __len__(self):
        return len({*_itertools.chain.from_iterable(self.maps)})

    def __bool__(self):
        return any(map(bool, self.maps))

    def __repr__(self):
        return f"{type(self).__name__}({str(self.maps)[1:-1]})"

    __setitem__ = _in_front(_operator.setitem, "")
    __delitem__ = _in_front(_operator.delitem, "Key not found in the first mapping: {}")
    pop = _in_front(lambda front, *args: front.pop(*args), "Key not found in the first mapping: {}")
    popitem = _in_front(lambda front: front.popitem(), "No keys found in the first mapping.")
    clear = _in_front(lambda front: front.clear(), "")

    def _over(self, front, start):
        return type(self)(front, *self.maps[start:])

    def new_child(self, m=None, **kwargs):
        front = kwargs if m is None else m
        if m is not None and kwargs:
            m.update(kwargs)
        return self._over(front, 0)

    parents = property(lambda self: type(self)(*self.maps[1:]))

    def copy(self):
        return self._over(self.maps[0].copy(), 1)

    __copy__ = copy

    @classmethod
    def fromkeys(cls, iterable, *args):
        first = dict.fromkeys(iterable, *args)
        return cls(first)

    def __or__(self, other):
        if isinstance(other, _Mapping):
            return self.copy().__ior__(other)
        return NotImplemented

    def __ror__(self, other):
        if isinstance(other, _Mapping):
            return type(self)(_joined([other, *self.maps[::-1]]))
        return NotImplemented

    def __ior__(self, other):
        self.maps[0].update(other)
        return self


def _dicts_only(action):
    """An operator of UserDict that answers for dicts and its like."""
    def method(self, other):
        plain = _plain(other)
        return type(self)(action(self.data, plain)) if isinstance(plain, dict) else NotImplemented
    return method


class UserDict(_MutableMapping):
    def __init__(self, dict=None, /, **kwargs):
        self.data = {}
        for given in (dict, kwargs):
            if given:
                self.update(given)

    def __getitem__(self, key):
        try:
            return self.data[key]
        except KeyError:
            if not hasattr(type(self), "__missing__"):
                raise
        return type(self).__missing__(self, key)

    __setitem__ = _on("data", _operator.setitem)
    __delitem__ = _on("data", _operator.delitem)
    __contains__ = _on("data", _operator.contains)
    __len__, __iter__, __repr__ = _on("data", len), _on("data", iter), _on("data", repr)
    __or__ = _dicts_only(_operator.or_)
    __ror__ = _dicts_only(lambda own, other: other | own)
    __ior__ = _changing(_operator.ior, _plain)

    def copy(self):
        other = object.__new__(type(self))
        vars(other).update(vars(self), data=self.data.copy())
        return other

    __copy__ = copy

    @classmethod
    def fromkeys(cls, iterable, value=None):
        made = cls()
        made.update((key, value) for key in iterable)
        return made


# ---- sequences -------------------------------------------------------------------------------------------------------

_COMPARISONS = "eq", "lt", "le", "gt", "ge"


def _as(kind):
    """What turns the other operand into `kind`, unless it is that already."""
    def convert(other):
        plain = _plain(other)
        return plain if isinstance(plain, kind) else kind(plain)
    return convert


def _repeated(own, n):
    return own * n


class UserList(_MutableSequence):
    def __init__(self, initlist=None):
        self.data = list(() if initlist is None else _plain(initlist))

    def __getitem__(self, i):
        found = self.data[i]
        return type(self)(found) if type(i) is slice else found

    for _name in _COMPARISONS:
        locals()[f"__{_name}__"] = _on("data", getattr(_operator, _name), _plain)
    for _name in ("append", "insert", "pop", "remove", "clear", "count", "index", "reverse", "sort"):
        locals()[_name] = _on("data", getattr(list, _name))
    del _name
    extend = _on("data", list.extend, _plain)
    __setitem__ = _on("data", _operator.setitem)
    __delitem__ = _on("data", _operator.delitem)
    __contains__ = _on("data", _operator.contains)
    __len__, __repr__ = _on("data", len), _on("data", repr)
    __add__ = _on("data", _operator.add, _as(list), same_kind=True)
    __radd__ = _on("data", lambda own, other: other + own, _as(list), same_kind=True)
    __mul__ = __rmul__ = _on("data", _repeated, same_kind=True)
    __iadd__ = _changing(_operator.iadd, _plain)
    __imul__ = _changing(_operator.imul)

    def copy(self):
        return type(self)(self)

    __copy__ = copy


class UserString(_Sequence):
    def __init__(self, seq):
        self.data = _as(str)(seq)

    for _name in _COMPARISONS:
        locals()[f"__{_name}__"] = _on("data", getattr(_operator, _name), _plain)
    for _name, _action in {"str": str, "repr": repr, "int": int, "float": float, "hash": hash,
                           "len": len}.items():
        locals()[f"__{_name}__"] = _on("data", _action)
    for _name in ("count", "encode", "endswith", "find", "format", "format_map", "index", "isalpha", "isalnum",
                  "isascii", "isdecimal", "isdigit", "isidentifier", "islower", "isnumeric", "isprintable", "isspace",
                  "istitle", "isupper", "join", "partition", "rfind", "rindex", "rpartition", "split", "rsplit",
                  "splitlines", "startswith"):
        locals()[_name] = _on("data", getattr(str, _name), _plain)
    for _name in ("capitalize", "casefold", "center", "expandtabs", "ljust", "lower", "lstrip", "removeprefix",
                  "removesuffix", "replace", "rjust", "rstrip", "strip", "swapcase", "title", "translate", "upper",
                  "zfill"):
        locals()[_name] = _on("data", getattr(str, _name), _plain, same_kind=True)
    del _name, _action
    __contains__ = _on("data", _operator.contains, _plain)
    __getitem__ = _on("data", _operator.getitem, same_kind=True)
    __add__ = _on("data", _operator.add, _as(str), same_kind=True)
    __radd__ = _on("data", lambda own, other: other + own, _as(str), same_kind=True)
    __mul__ = __rmul__ = _on("data", _repeated, same_kind=True)
    __mod__ = _on("data", _operator.mod, same_kind=True)
