"""Headers, query strings, URLs, and the state of an application."""
import collections as _collections
import collections.abc as _abc

Address = _collections.namedtuple("Address", ["host", "port"])


def _unquoted(text, plus=False):
    if plus:
        text = text.replace("+", " ")
    if "%" not in text:
        return text
    result = b""
    parts = text.split("%")
    result = parts[0].encode()
    for part in parts[1:]:
        try:
            result += bytes([int(part[:2], 16)]) + part[2:].encode()
        except ValueError:
            result += b"%" + part.encode()
    return result.decode("utf-8", "replace")


_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~"


def _quoted(text, safe="/"):
    return "".join(
        chr(byte) if chr(byte) in _SAFE or chr(byte) in safe else f"%{byte:02X}" for byte in str(text).encode()
    )


def _query_of(params):
    """A query string from what clients take: a dict, pairs, or text."""
    if isinstance(params, str):
        return params
    if isinstance(params, bytes):
        return params.decode()
    pairs = []
    for key, value in params.items() if hasattr(params, "items") else params:
        for one in value if isinstance(value, (list, tuple)) else [value]:
            text = {True: "true", False: "false", None: ""}[one] if one is None or isinstance(one, bool) else str(one)
            pairs.append(f"{_quoted(key, '').replace('%20', '+')}={_quoted(text, '').replace('%20', '+')}")
    return "&".join(pairs)


class ImmutableMultiDict(_abc.Mapping):
    def __init__(self, pairs=()):
        if hasattr(pairs, "multi_items"):
            pairs = pairs.multi_items()
        elif hasattr(pairs, "items"):
            pairs = pairs.items()
        self._list = [(key, value) for key, value in pairs]
        self._dict = dict(self._list)

    def getlist(self, key):
        return [value for name, value in self._list if name == key]

    def multi_items(self):
        return list(self._list)

    def keys(self):
        return self._dict.keys()

    def values(self):
        return self._dict.values()

    def items(self):
        return self._dict.items()

    def get(self, key, default=None):
        return self._dict.get(key, default)

    def __getitem__(self, key):
        return self._dict[key]

    def __contains__(self, key):
        return key in self._dict

    def __iter__(self):
        return iter(self._dict)

    def __len__(self):
        return len(self._dict)

    def __eq__(self, other):
        return isinstance(other, self.__class__) and sorted(self._list) == sorted(other._list)

    def __repr__(self):
        return f"{self.__class__.__name__}({self._list!r})"


class QueryParams(ImmutableMultiDict):
    def __init__(self, given=()):
        if isinstance(given, bytes):
            given = given.decode("latin-1")
        if isinstance(given, str):
            parts = [part.partition("=") for part in given.split("&") if part]
            given = [(_unquoted(key, True), _unquoted(value, True)) for key, _, value in parts]
        super().__init__(given)
        self._list = [(str(key), str(value)) for key, value in self._list]
        self._dict = dict(self._list)

    def __str__(self):
        return _query_of(self._list)

    def __repr__(self):
        return f"{self.__class__.__name__}({str(self)!r})"


class Headers(_abc.Mapping):
    def __init__(self, headers=None, raw=None, scope=None):
        if headers is not None:
            self._list = [(str(key).lower().encode("latin-1"), str(value).encode("latin-1"))
                          for key, value in headers.items()]
        elif raw is not None:
            self._list = raw
        elif scope is not None:
            self._list = scope["headers"] = list(scope["headers"])
        else:
            self._list = []

    @property
    def raw(self):
        return self._list

    def keys(self):
        return [key.decode("latin-1") for key, _ in self._list]

    def values(self):
        return [value.decode("latin-1") for _, value in self._list]

    def items(self):
        return [(key.decode("latin-1"), value.decode("latin-1")) for key, value in self._list]

    def getlist(self, key):
        wanted = key.lower().encode("latin-1")
        return [value.decode("latin-1") for name, value in self._list if name == wanted]

    def get(self, key, default=None):
        found = self.getlist(key)
        return found[0] if found else default

    def mutablecopy(self):
        return MutableHeaders(raw=self._list[:])

    def __getitem__(self, key):
        found = self.getlist(key)
        if not found:
            raise KeyError(key)
        return found[0]

    def __contains__(self, key):
        return bool(self.getlist(key))

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self._list)

    def __eq__(self, other):
        return isinstance(other, Headers) and sorted(self._list) == sorted(other._list)

    def __repr__(self):
        as_dict = dict(self.items())
        if len(as_dict) == len(self):
            return f"{self.__class__.__name__}({as_dict!r})"
        return f"{self.__class__.__name__}(raw={self.raw!r})"


class MutableHeaders(Headers):
    def __setitem__(self, key, value):
        name = key.lower().encode("latin-1")
        places = [index for index, (one, _) in enumerate(self._list) if one == name]
        for index in reversed(places[1:]):
            del self._list[index]
        if places:
            self._list[places[0]] = (name, value.encode("latin-1"))
        else:
            self._list.append((name, value.encode("latin-1")))

    def __delitem__(self, key):
        name = key.lower().encode("latin-1")
        self._list[:] = [item for item in self._list if item[0] != name]

    def setdefault(self, key, value):
        if key in self:
            return self[key]
        self[key] = value
        return value

    def update(self, other):
        for key, value in other.items():
            self[key] = value

    def add_vary_header(self, vary):
        before = self.get("vary")
        self["vary"] = vary if before is None else f"{before}, {vary}"

    def append(self, key, value):
        self._list.append((key.lower().encode("latin-1"), value.encode("latin-1")))


class URL:
    def __init__(self, url="", scope=None):
        if scope is not None:
            host = dict(scope["headers"]).get(b"host")
            netloc = host.decode("latin-1") if host else "{}:{}".format(*scope["server"])
            query = scope.get("query_string", b"").decode("latin-1")
            url = f"{scope.get('scheme', 'http')}://{netloc}{_quoted(scope.get('root_path', '') + scope['path'])}"
            url += f"?{query}" if query else ""
        self._url = url

    def _split(self):
        head, _, fragment = self._url.partition("#")
        head, _, query = head.partition("?")
        scheme, mark, rest = head.partition("://")
        if not mark:
            return "", "", head, query, fragment
        netloc, slash, path = rest.partition("/")
        return scheme, netloc, slash + path, query, fragment

    scheme = property(lambda self: self._split()[0])
    netloc = property(lambda self: self._split()[1])
    path = property(lambda self: self._split()[2])
    query = property(lambda self: self._split()[3])
    fragment = property(lambda self: self._split()[4])
    hostname = property(lambda self: self.netloc.rpartition("@")[2].partition(":")[0] or None)
    is_secure = property(lambda self: self.scheme in ("https", "wss"))

    @property
    def port(self):
        port = self.netloc.rpartition("@")[2].partition(":")[2]
        return int(port) if port else None

    def replace(self, **changes):
        names = ("scheme", "netloc", "path", "query", "fragment")
        parts = dict(zip(names, self._split()))
        parts.update(changes)
        url = f"{parts['scheme']}://{parts['netloc']}{parts['path']}" if parts["netloc"] else parts["path"]
        url += f"?{parts['query']}" if parts["query"] else ""
        return URL(url + (f"#{parts['fragment']}" if parts["fragment"] else ""))

    def include_query_params(self, **params):
        old = {key: value for key, value in QueryParams(self.query).multi_items()}
        old.update({key: str(value) for key, value in params.items()})
        return self.replace(query=_query_of(old))

    def __eq__(self, other):
        return str(self) == str(other)

    def __str__(self):
        return self._url

    def __repr__(self):
        return f"{self.__class__.__name__}({self._url!r})"


class State:
    def __init__(self, state=None):
        super().__setattr__("_state", {} if state is None else state)

    def __setattr__(self, key, value):
        self._state[key] = value

    def __getattr__(self, key):
        try:
            return self._state[key]
        except KeyError:
            message = "'{}' object has no attribute '{}'"
            raise AttributeError(message.format(self.__class__.__name__, key)) from None

    def __delattr__(self, key):
        del self._state[key]
