import collections.abc as _abc
import json as _json

from starlette.datastructures import Address as _Address
from starlette.datastructures import Headers, QueryParams, State, URL, _unquoted


class ClientDisconnect(Exception):
    pass


def _unwrapped(value):
    """The value of a cookie, without the quotes around it."""
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1]
    return _unquoted(value)


def _cookies_of(text):
    cookies = {}
    for part in text.split(";"):
        key, mark, value = part.partition("=")
        if not mark:
            key, value = "", key
        key, value = key.strip(), value.strip()
        if key or value:
            cookies[key] = _unwrapped(value)
    return cookies


def _missing(channel):
    """What stands for a channel that nobody gave: calling it fails."""
    async def call(*message):
        raise RuntimeError(f"{channel} channel has not been made available")
    return call


def _item(name, *default):
    """A property: an item of the scope."""
    return property(lambda self: self.scope.get(name, *default) if default else self.scope[name])


def _made_once(make):
    """A property that is made when it is first asked for, and kept."""
    name = make.__name__

    def get(self):
        if name not in self._made:
            self._made[name] = make(self)
        return self._made[name]
    return property(get)


class HTTPConnection(_abc.Mapping):
    def __init__(self, scope, receive=None):
        self._made = {}
        self.scope = scope

    __getitem__, __iter__, __len__ = (
        lambda self, key: self.scope[key], lambda self: iter(self.scope), lambda self: len(self.scope))
    __hash__, __eq__ = object.__hash__, object.__eq__

    app, path_params = _item("app"), _item("path_params", {})

    @_made_once
    def url(self):
        return URL(scope=self.scope)

    @_made_once
    def base_url(self):
        return URL(scope={**self.scope, "path": "/", "query_string": b""})

    @_made_once
    def headers(self):
        return Headers(scope=self.scope)

    @_made_once
    def query_params(self):
        return QueryParams(self.scope["query_string"])

    @_made_once
    def cookies(self):
        return _cookies_of(self.headers.get("cookie", ""))

    @_made_once
    def state(self):
        return State(self.scope.setdefault("state", {}))

    @property
    def client(self):
        known = self.scope.get("client")
        return _Address(*known) if known is not None else known


class Request(HTTPConnection):
    def __init__(self, scope, receive=_missing("Receive"), send=_missing("Send")):
        super().__init__(scope)
        self._channels = receive, send
        self._begun = self._gone = False

    method = _item("method")
    receive = property(lambda self: self._channels[0])

    async def _next_part(self):
        """A part of the body, and whether more follow."""
        while (message := await self.receive())["type"] not in ("http.request", "http.disconnect"):
            pass
        if message["type"] == "http.disconnect":
            self._gone = True
            raise ClientDisconnect()
        return message.get("body", b""), message.get("more_body", False)

    async def stream(self):
        if "body" in self._made:
            yield self._made["body"]
        elif self._begun:
            raise RuntimeError("Stream consumed")
        else:
            self._begun = more = True
            while more:
                part, more = await self._next_part()
                if part:
                    yield part
        yield b""

    async def body(self):
        if "body" not in self._made:
            self._made["body"] = b"".join([part async for part in self.stream()])
        return self._made["body"]

    async def json(self):
        if "json" not in self._made:
            self._made["json"] = _json.loads(await self.body())
        return self._made["json"]

    async def form(self):
        return QueryParams((await self.body()).decode())

    async def is_disconnected(self):
        return self._gone
