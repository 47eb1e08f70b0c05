# bytearray: a list of the bytes, and bytes' own methods on a copy.
from operator import index as _index


def _bytes(value):
    if isinstance(value, bytearray):
        return bytes(value._items)
    if isinstance(value, bytes):
        return value
    raise TypeError(f"a bytes-like object is required, not '{type(value).__name__}'")


def _byte(value):
    try:
        value = _index(value)
    except TypeError:
        raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer") from None
    if not 0 <= value <= 255:
        raise ValueError("byte must be in range(0, 256)")
    return value


class bytearray:
    __module__ = "builtins"
    __slots__ = ("_items",)
    __hash__ = None

    def __new__(cls, *args, **kwargs):
        self = object.__new__(cls)
        self._items = []
        return self

    def __init__(self, source=b"", encoding=None, errors=None):
        if isinstance(source, str):
            if encoding is None:
                raise TypeError("string argument without an encoding")
            self._items = list(source.encode(encoding, "strict" if errors is None else errors))
        elif encoding is not None or errors is not None:
            raise TypeError("encoding without a string argument" if encoding is not None else
                            "errors without a string argument")
        elif isinstance(source, int):
            if source < 0:
                raise ValueError("negative count")
            self._items = [0] * source
        elif isinstance(source, (bytes, bytearray)):
            self._items = list(source)
        else:
            if not hasattr(source, "__iter__") and not hasattr(source, "__getitem__"):
                raise TypeError(f"cannot convert '{type(source).__name__}' object to bytearray")
            self._items = [_byte(item) for item in source]

    @classmethod
    def fromhex(cls, string, /):
        return cls(bytes.fromhex(string))

    @staticmethod
    def maketrans(frm, to, /):
        return bytes.maketrans(_bytes(frm), _bytes(to))

    def __repr__(self):
        return f"{type(self).__name__}({bytes(self._items)!r})"

    __str__ = __repr__

    def __bytes__(self):
        return bytes(self._items)

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(self._items)

    def __contains__(self, item):
        if isinstance(item, int):
            return _byte(item) in self._items
        return _bytes(item) in bytes(self._items)

    def _place(self, key):
        if not hasattr(key, "__index__"):
            raise TypeError(f"bytearray indices must be integers or slices, not {type(key).__name__}")
        return _index(key)

    def __getitem__(self, key):
        if isinstance(key, slice):
            return bytearray(bytes(self._items[key]))
        try:
            return self._items[self._place(key)]
        except IndexError:
            raise IndexError("bytearray index out of range") from None

    def __setitem__(self, key, value):
        if isinstance(key, slice):
            if isinstance(value, int):
                raise TypeError("can assign only bytes, buffers, or iterables of ints in range(0, 256)")
            try:
                self._items[key] = [_byte(item) for item in value]
            except ValueError as error:
                if "extended slice" in str(error):
                    raise ValueError(str(error).replace("sequence", "bytes")) from None
                raise
            return
        try:
            self._items[self._place(key)] = _byte(value)
        except IndexError:
            raise IndexError("bytearray index out of range") from None

    def __delitem__(self, key):
        try:
            del self._items[key if isinstance(key, slice) else self._place(key)]
        except IndexError:
            raise IndexError("bytearray index out of range") from None

    def __add__(self, other):
        if not isinstance(other, (bytes, bytearray)):
            raise TypeError(f"can't concat {type(other).__name__} to bytearray")
        return bytearray(bytes(self._items) + _bytes(other))

    def __radd__(self, other):
        return other + bytes(self._items) if isinstance(other, bytes) else NotImplemented

    def __iadd__(self, other):
        if not isinstance(other, (bytes, bytearray)):
            raise TypeError(f"can't concat {type(other).__name__} to bytearray")
        self._items += _bytes(other)
        return self

    def __mul__(self, n):
        return bytearray(bytes(self._items) * n)

    __rmul__ = __mul__

    def __imul__(self, n):
        self._items *= n
        return self

    def __mod__(self, args):
        return bytearray(bytes(self._items) % args)

    def _other(self, other):
        return bytes(other._items) if isinstance(other, bytearray) else other if isinstance(other, bytes) else None

    def __eq__(self, other):
        other = self._other(other)
        return NotImplemented if other is None else bytes(self._items) == other

    def __lt__(self, other):
        other = self._other(other)
        return NotImplemented if other is None else bytes(self._items) < other

    def __le__(self, other):
        other = self._other(other)
        return NotImplemented if other is None else bytes(self._items) <= other

    def __gt__(self, other):
        other = self._other(other)
        return NotImplemented if other is None else bytes(self._items) > other

    def __ge__(self, other):
        other = self._other(other)
        return NotImplemented if other is None else bytes(self._items) >= other

    def append(self, item, /):
        self._items.append(_byte(item))

    def extend(self, iterable, /):
        self._items.extend([_byte(item) for item in iterable])

    def insert(self, index, item, /):
        self._items.insert(index, _byte(item))

    def pop(self, index=-1, /):
        if not self._items:
            raise IndexError("pop from empty bytearray")
        return self._items.pop(index)

    def remove(self, value, /):
        value = _byte(value)
        if value not in self._items:
            raise ValueError("value not found in bytearray")
        self._items.remove(value)

    def reverse(self):
        self._items.reverse()

    def clear(self):
        self._items.clear()

    def copy(self):
        return bytearray(bytes(self._items))

    def join(self, iterable, /):
        return bytearray(bytes(self._items).join([_bytes(item) for item in iterable]))

    def partition(self, sep, /):
        return tuple(map(bytearray, bytes(self._items).partition(_bytes(sep))))

    def rpartition(self, sep, /):
        return tuple(map(bytearray, bytes(self._items).rpartition(_bytes(sep))))


def _method(name, wrap):
    method = getattr(bytes, name)

    def call(self, *args, **kwargs):
        args = [bytes(arg._items) if isinstance(arg, bytearray) else arg for arg in args]
        result = method(bytes(self._items), *args, **kwargs)
        if wrap == 1:
            return bytearray(result)
        return list(map(bytearray, result)) if wrap == 2 else result
    call.__name__ = name
    call.__qualname__ = f"bytearray.{name}"
    return call


for _names, _wrap in (("capitalize center expandtabs ljust lower lstrip removeprefix removesuffix replace rjust rstrip "
                       "strip swapcase title translate upper zfill", 1), ("split rsplit splitlines", 2),
                      ("count decode endswith find hex index isalnum isalpha isascii isdigit islower isspace istitle "
                       "isupper rfind rindex startswith", 0)):
    for _name in _names.split():
        if hasattr(bytes, _name):
            setattr(bytearray, _name, _method(_name, _wrap))


def _percent(pattern, args):
    # bytes % args: by way of text with one character a byte.
    def converted(code, value):
        if code in "sb":
            if isinstance(value, (bytes, bytearray)):
                return bytes(value).decode("latin-1")
            if hasattr(value, "__bytes__"):
                return value.__bytes__().decode("latin-1")
            raise TypeError("%b requires a bytes-like object, or an object that implements __bytes__, not "
                            f"'{type(value).__name__}'")
        if code in "ra":
            return ascii(value)
        if code == "c":
            if isinstance(value, (bytes, bytearray)) and len(value) == 1:
                return chr(value[0])
            if not isinstance(value, int):
                raise TypeError("%c requires an integer in range(256) or a single byte")
            if not 0 <= value <= 255:
                raise OverflowError("%c arg not in range(256)")
            return chr(value)
        return value

    text, out, given, at, number = pattern.decode("latin-1"), [], [], 0, 0
    mapping = not isinstance(args, (tuple, bytes, bytearray)) and hasattr(args, "__getitem__")
    values = args if isinstance(args, tuple) else (args,)

    def take():
        nonlocal number
        if number >= len(values):
            raise TypeError("not enough arguments for format string")
        number += 1
        return values[number - 1]

    while at < len(text):
        if text[at] != "%":
            out.append(text[at])
            at += 1
            continue
        start = at = at + 1
        key = None
        if text[at:at + 1] == "(":
            close = text.find(")", at)
            if close < 0:
                raise ValueError("incomplete format key")
            if not mapping:
                raise TypeError("format requires a mapping")
            key, at = text[at + 1:close].encode("latin-1"), close + 1
            start = at
            number = len(values)
        while at < len(text) and text[at] in "#0- +.*123456789hlL":
            if text[at] == "*":
                given.append(take())
            at += 1
        if at == len(text):
            raise ValueError("incomplete format")
        code, flags = text[at], text[start:at]
        at += 1
        if code == "%":
            out.append("%%")
            continue
        if code not in "sbracdiouxXeEfFgG":
            raise ValueError(f"unsupported format character '{code}' (0x{ord(code):x}) at index {at - 1}")
        given.append(converted(code, args[key] if key is not None else take()))
        out.append("%" + flags + ("s" if code in "sbrac" else code))
    if number < len(values) and not mapping:
        raise TypeError("not all arguments converted during bytes formatting")
    return ("".join(out) % tuple(given)).encode("latin-1")
