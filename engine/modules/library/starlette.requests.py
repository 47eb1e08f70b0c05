import collections.abc as _abc
import json as _json

from starlette.datastructures import Address as _Address
from starlette.datastructures import Headers, QueryParams, State, URL, _unquoted


class ClientDisconnect(Exception):
    pass


def _cookies_of(text):
    cookies = {}
    for part in text.split(";"):
        key, mark, value = part.partition("=")
        if not mark:
            key, value = "", key
        key, value = key.strip(), value.strip()
        if key or value:
            cookies[key] = _unquoted(value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value)
    return cookies


async def _nothing():
    raise RuntimeError("Receive channel has not been made available")


async def _nowhere(message):
    raise RuntimeError("Send channel has not been made available")


class HTTPConnection(_abc.Mapping):
    def __init__(self, scope, receive=None):
        self.scope = scope

    def __getitem__(self, key):
        return self.scope[key]

    def __iter__(self):
        return iter(self.scope)

    def __len__(self):
        return len(self.scope)

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @property
    def app(self):
        return self.scope["app"]

    @property
    def url(self):
        if not hasattr(self, "_url"):
            self._url = URL(scope=self.scope)
        return self._url

    @property
    def base_url(self):
        return URL(scope={**self.scope, "path": "/", "query_string": b""})

    @property
    def headers(self):
        if not hasattr(self, "_headers"):
            self._headers = Headers(scope=self.scope)
        return self._headers

    @property
    def query_params(self):
        if not hasattr(self, "_query_params"):
            self._query_params = QueryParams(self.scope["query_string"])
        return self._query_params

    @property
    def path_params(self):
        return self.scope.get("path_params", {})

    @property
    def cookies(self):
        if not hasattr(self, "_cookies"):
            text = self.headers.get("cookie")
            self._cookies = _cookies_of(text) if text else {}
        return self._cookies

    @property
    def client(self):
        host_port = self.scope.get("client")
        return None if host_port is None else _Address(*host_port)

    @property
    def state(self):
        if not hasattr(self, "_state"):
            self._state = State(self.scope.setdefault("state", {}))
        return self._state


class Request(HTTPConnection):
    def __init__(self, scope, receive=_nothing, send=_nowhere):
        super().__init__(scope)
        self._receive = receive
        self._send = send
        self._stream_consumed = False
        self._is_disconnected = False

    @property
    def method(self):
        return self.scope["method"]

    @property
    def receive(self):
        return self._receive

    async def stream(self):
        if hasattr(self, "_body"):
            yield self._body
            yield b""
            return
        if self._stream_consumed:
            raise RuntimeError("Stream consumed")
        self._stream_consumed = True
        while True:
            message = await self._receive()
            if message["type"] == "http.request":
                body = message.get("body", b"")
                if body:
                    yield body
                if not message.get("more_body", False):
                    break
            elif message["type"] == "http.disconnect":
                self._is_disconnected = True
                raise ClientDisconnect()
        yield b""

    async def body(self):
        if not hasattr(self, "_body"):
            chunks = []
            async for chunk in self.stream():
                chunks.append(chunk)
            self._body = b"".join(chunks)
        return self._body

    async def json(self):
        if not hasattr(self, "_json"):
            self._json = _json.loads(await self.body())
        return self._json

    async def form(self):
        pairs = QueryParams((await self.body()).decode())
        return pairs

    async def is_disconnected(self):
        return self._is_disconnected
