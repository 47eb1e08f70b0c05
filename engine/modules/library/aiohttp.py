"""aiohttp 3.8's client, over the simulated network."""
import _client
import asyncio as _asyncio
import collections as _collections
import json as _json
import time as _time
import urllib.parse as _parse

import _network

__version__ = "3.8.4"


# ---- errors ----------------------------------------------------------------------------------------------------------


class ClientError(Exception): pass


class ClientResponseError(ClientError):
    def __init__(self, request_info, history, *, code=None, status=None, message="", headers=None):
        self.request_info = request_info
        self.status = status if status is not None else code or 0
        self.message = message
        self.headers = headers
        self.history = history
        self.args = (request_info, history)

    def __str__(self):
        return f"{self.status}, message={self.message!r}, url={self.request_info.real_url!r}"

    def __repr__(self):
        args = f"{self.request_info!r}, {self.history!r}"
        if self.status != 0:
            args += f", status={self.status!r}"
        if self.message != "":
            args += f", message={self.message!r}"
        if self.headers is not None:
            args += f", headers={self.headers!r}"
        return f"{type(self).__name__}({args})"


class ContentTypeError(ClientResponseError): pass
class WSServerHandshakeError(ClientResponseError): pass
class ClientHttpProxyError(ClientResponseError): pass
class TooManyRedirects(ClientResponseError): pass
class ClientConnectionError(ClientError): pass
class ClientOSError(ClientConnectionError, OSError): pass


class ClientConnectorError(ClientOSError):
    def __init__(self, connection_key, os_error):
        self._conn_key = connection_key
        self._os_error = os_error
        super().__init__(os_error.errno, os_error.strerror)
        self.args = (connection_key, os_error)

    @property
    def os_error(self):
        return self._os_error

    @property
    def host(self):
        return self._conn_key.host

    @property
    def port(self):
        return self._conn_key.port

    def __str__(self):
        ssl = "default" if self._conn_key.ssl is None else self._conn_key.ssl
        return f"Cannot connect to host {self.host}:{self.port} ssl:{ssl} [{self._os_error.strerror}]"


class ClientProxyConnectionError(ClientConnectorError): pass
class ClientSSLError(ClientConnectorError): pass
class ServerConnectionError(ClientConnectionError): pass


class ServerDisconnectedError(ServerConnectionError):
    def __init__(self, message=None):
        if message is None:
            message = "Server disconnected"
        self.args = (message,)
        self.message = message


class ServerTimeoutError(ServerConnectionError, _asyncio.TimeoutError): pass
class ClientPayloadError(ClientError): pass


class InvalidURL(ClientError, ValueError):
    def __init__(self, url):
        super().__init__(url)

    @property
    def url(self):
        return self.args[0]

    def __repr__(self):
        return f"<{type(self).__name__} {self.url}>"


for _class in list(globals().values()):
    if isinstance(_class, type) and issubclass(_class, ClientError):
        _class.__module__ = "aiohttp.client_exceptions"

_ConnectionKey = _collections.namedtuple(
    "ConnectionKey", "host port is_ssl ssl proxy proxy_auth proxy_headers_hash",
    defaults=(None, None, None, None))


# ---- settings --------------------------------------------------------------------------------------------------------


class ClientTimeout:
    def __init__(self, total=None, connect=None, sock_read=None, sock_connect=None):
        self.total = total
        self.connect = connect
        self.sock_read = sock_read
        self.sock_connect = sock_connect

    def __eq__(self, other):
        return isinstance(other, ClientTimeout) and vars(self) == vars(other)

    def __repr__(self):
        return (f"ClientTimeout(total={self.total}, connect={self.connect}, sock_read={self.sock_read}, "
                f"sock_connect={self.sock_connect})")


_DEFAULT_TIMEOUT = ClientTimeout(total=5 * 60)
_UNSET = object()


class BasicAuth(_collections.namedtuple("BasicAuth", "login password encoding", defaults=("", "latin1"))):
    def encode(self):
        return _client.basic_auth(self.login, self.password)


class TCPConnector:
    def __init__(self, *, limit=100, limit_per_host=0, keepalive_timeout=15.0, force_close=False,
                 enable_cleanup_closed=False, ttl_dns_cache=10, use_dns_cache=True, ssl=None, verify_ssl=True,
                 loop=None):
        self.limit = limit
        self.limit_per_host = limit_per_host
        self.force_close = force_close
        self.closed = False
        self._pool = _HostPool(limit or None, limit_per_host or None, 0 if force_close else None, keepalive_timeout)

    async def close(self):
        self.closed = True
        self._pool.close()


class _HostPool(_client.Pool):
    """A pool with a limit for each host, too."""

    def __init__(self, limit, per_host, keep, expiry):
        super().__init__("aiohttp pool", limit, keep, expiry)
        self.per_host = per_host
        self.in_use = _collections.Counter()
        self.first = False

    def take(self, key):
        if self.per_host is not None and self.in_use[key] >= self.per_host:
            return False, None
        granted, connection = super().take(key)
        if granted:
            self.in_use[key] += 1
        return granted, connection

    def give_back(self, key, connection):
        self.in_use[key] -= 1
        super().give_back(key, connection)


# ---- responses -------------------------------------------------------------------------------------------------------


class CIMultiDictProxy:
    def __init__(self, pairs):
        self._pairs = list(pairs)

    def getall(self, key, default=_UNSET):
        values = [value for name, value in self._pairs if name.lower() == key.lower()]
        if not values and default is _UNSET:
            raise KeyError(f"Key not found: {key!r}")
        return values or default

    def get(self, key, default=None):
        return self.getall(key, [default])[0]

    def getone(self, key, default=_UNSET):
        return self[key] if default is _UNSET else self.get(key, default)

    def keys(self):
        return [name for name, _ in self._pairs]

    def values(self):
        return [value for _, value in self._pairs]

    def items(self):
        return list(self._pairs)

    def copy(self):
        return CIMultiDict(self._pairs)

    def __getitem__(self, key):
        return self.getall(key)[0]

    def __contains__(self, key):
        return any(name.lower() == key.lower() for name, _ in self._pairs)

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self._pairs)

    def __repr__(self):
        body = ", ".join(f"'{name}': {value!r}" for name, value in self._pairs)
        return f"<{type(self).__name__}({body})>"


class CIMultiDict(CIMultiDictProxy):
    def __init__(self, pairs=()):
        super().__init__(pairs.items() if hasattr(pairs, "items") else pairs)

    def add(self, key, value):
        self._pairs.append((key, value))

    def __setitem__(self, key, value):
        self._pairs = [pair for pair in self._pairs if pair[0].lower() != key.lower()] + [(key, value)]


class URL(str):
    """What aiohttp takes from yarl."""

    @property
    def _parts(self):
        return _parse.urlsplit(str(self))

    scheme = property(lambda self: self._parts.scheme)
    host = property(lambda self: self._parts.hostname)
    port = property(lambda self: self._parts.port or {"http": 80, "https": 443}.get(self._parts.scheme))
    path = property(lambda self: _parse.unquote(self._parts.path) or "/")
    query_string = property(lambda self: self._parts.query)
    query = property(lambda self: dict(_parse.parse_qsl(self._parts.query, True)))

    def __repr__(self):
        return f"URL({str(self)!r})"


RequestInfo = _collections.namedtuple("RequestInfo", "url method headers real_url")
RequestInfo.__repr__ = lambda self: (f"RequestInfo(url={self.url!r}, method={self.method!r}, "
                                     f"headers={self.headers!r}, real_url={self.real_url!r})")


class StreamReader:
    """response.content"""

    def __init__(self, body):
        self._body = body
        self._at = 0

    def at_eof(self):
        return self._at >= len(self._body)

    async def read(self, n=-1):
        end = len(self._body) if n < 0 else self._at + n
        piece = self._body[self._at:end]
        self._at += len(piece)
        return piece

    readany = read

    async def readline(self):
        at = self._body.find(b"\n", self._at)
        return await self.read(-1 if at < 0 else at + 1 - self._at)

    async def iter_chunked(self, n):
        while not self.at_eof():
            yield await self.read(n)

    async def iter_any(self):
        while not self.at_eof():
            yield await self.read()

    async def __aiter__(self):
        while not self.at_eof():
            yield await self.readline()


class ClientResponse:
    def __init__(self, method, url, request_info, answer, history):
        self.method = method
        self.url = self.real_url = url
        self.request_info = request_info
        self.status, fields, self._body = answer
        self.headers = CIMultiDictProxy((name.title(), value) for name, value in fields)
        self.reason = _network.reason(self.status)
        self.history = history
        self.version = (1, 1)
        self.cookies = _client.Cookies()
        self.cookies.take(fields)
        self.content = StreamReader(self._body)
        self.closed = False

    @property
    def ok(self):
        return 400 > self.status

    @property
    def host(self):
        return self.url.host

    @property
    def content_type(self):
        kind = self.headers.get("Content-Type")
        return kind.split(";")[0].strip().lower() if kind else "application/octet-stream"

    @property
    def charset(self):
        return _client.charset_of(self.headers.get("Content-Type"))

    @property
    def content_length(self):
        length = self.headers.get("Content-Length")
        return None if length is None else int(length)

    def get_encoding(self):
        return self.charset or "utf-8"

    async def read(self):
        return self._body

    async def text(self, encoding=None, errors="strict"):
        return self._body.decode(encoding or self.get_encoding(), errors)

    async def json(self, *, encoding=None, loads=_json.loads, content_type="application/json"):
        if content_type:
            kind = self.content_type
            fits = kind == content_type or (content_type == "application/json" and kind.endswith("+json"))
            if not fits:
                raise ContentTypeError(
                    self.request_info, self.history,
                    message=f"Attempt to decode JSON with unexpected mimetype: {self.headers.get('Content-Type', '')}",
                    headers=self.headers)
        stripped = self._body.strip()
        return loads(stripped.decode(encoding or self.get_encoding())) if stripped else None

    def raise_for_status(self):
        if not self.ok:
            self.release()
            raise ClientResponseError(self.request_info, self.history, status=self.status, message=self.reason,
                                      headers=self.headers)

    def release(self):
        self.closed = True

    def close(self):
        self.closed = True

    async def wait_for_close(self):
        self.closed = True

    async def __aenter__(self):
        return self

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        self.release()

    def __repr__(self):
        return f"<ClientResponse({self.url}) [{self.status} {self.reason}]>\n{self.headers!r}\n"


class _RequestContextManager:
    """What session.get() returns: awaitable, and an async context manager."""

    def __init__(self, coro):
        self._coro = coro
        self._response = None

    def __await__(self):
        return self._coro.__await__()

    async def __aenter__(self):
        self._response = await self._coro
        return self._response

    async def __aexit__(self, exc_type, exc, tb):
        self._response.release()

    def send(self, value):
        return self._coro.send(value)

    def throw(self, *args):
        return self._coro.throw(*args)

    def close(self):
        return self._coro.close()


# ---- sessions --------------------------------------------------------------------------------------------------------


def _has_port(parts):
    """Whether its port is one, or there is none."""
    try:
        parts.port
        return True
    except ValueError:
        return False


def _raised(failure, request):
    kind = failure.kind
    key = _ConnectionKey(failure.host, failure.port, request.scheme == "https")
    if kind == "refused":
        host = "127.0.0.1" if failure.host == "localhost" else failure.host
        return ClientConnectorError(
            key, ConnectionRefusedError(111, f"Connect call failed ('{host}', {failure.port})"))
    if kind == "unknown":
        return ClientConnectorError(key, _client.gaierror(-2, "Name or service not known"))
    if kind == "connect_timeout":
        return ServerTimeoutError(f"Connection timeout to host {request.scheme}://{failure.host}:{failure.port}")
    if kind == "pool":
        return ServerTimeoutError(f"Connection timeout to host {request.scheme}://{failure.host}:{failure.port}")
    if kind == "read_timeout":
        return ServerTimeoutError("Timeout on reading data from socket")
    if kind == "total":
        return _asyncio.TimeoutError()
    if kind == "truncated":
        return ClientPayloadError("Response payload is not completed")
    return ServerDisconnectedError()


class ClientSession:
    def __init__(self, base_url=None, *, connector=None, loop=None, cookies=None, headers=None, auth=None,
                 json_serialize=_json.dumps, connector_owner=True, raise_for_status=False, timeout=_DEFAULT_TIMEOUT,
                 trust_env=False, cookie_jar=None, skip_auto_headers=None, read_timeout=None, conn_timeout=None):
        self._base_url = base_url
        self._connector = connector or TCPConnector()
        self._owner = connector_owner
        self._headers = CIMultiDict(headers or ())
        self._cookies = _client.Cookies(cookies or {})
        self._auth = auth
        self._dumps = json_serialize
        self._raise_for_status = raise_for_status
        self._timeout = timeout if isinstance(timeout, ClientTimeout) else ClientTimeout(total=timeout)
        self._closed = False

    @property
    def closed(self):
        return self._closed

    @property
    def connector(self):
        return self._connector

    @property
    def timeout(self):
        return self._timeout

    @property
    def headers(self):
        return self._headers

    def _url(self, url, params):
        url = str(url)
        if self._base_url is not None:
            url = _parse.urljoin(str(self._base_url), url)
        parts = _parse.urlsplit(url)
        if not parts.hostname or not _has_port(parts):
            raise InvalidURL(url)
        assert parts.scheme in ("http", "https")
        query = parts.query
        if params:
            pairs = []
            if not isinstance(params, str):
                for key, value in params.items() if hasattr(params, "items") else params:
                    for one in value if isinstance(value, (list, tuple)) else [value]:
                        if isinstance(one, bool) or not isinstance(one, (str, int, float)):
                            raise TypeError(f"Invalid variable type: value should be str, int or float, got {one!r} "
                                            f"of type {type(one)}")
                        pairs.append((key, one))
            more = params if isinstance(params, str) else _parse.urlencode(pairs)
            query = f"{query}&{more}" if query else more
        path = _parse.quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
        return URL(_parse.urlunsplit((parts.scheme, parts.netloc, path, query, parts.fragment)))

    def _body(self, data, json):
        if data is not None and json is not None:
            raise ValueError("data and json parameters can not be used at the same time")
        if json is not None:
            return self._dumps(json).encode(), "application/json"
        if data is None:
            return b"", None
        if isinstance(data, bytes):
            return data, "application/octet-stream"
        if isinstance(data, str):
            return data.encode(), "text/plain; charset=utf-8"
        return _parse.urlencode(data).encode(), "application/x-www-form-urlencoded"

    def _fields(self, url, headers, body, kind, auth):
        parts = _parse.urlsplit(url)
        fields = CIMultiDict([("Host", parts.netloc)])
        for name, value in CIMultiDict(self._headers.items()).items() + list(CIMultiDict(headers or ()).items()):
            fields[name] = value
        for name, value in (("Accept", "*/*"), ("Accept-Encoding", "gzip, deflate"),
                            ("User-Agent", f"Python/3.11 aiohttp/{__version__}")):
            if name not in fields:
                fields[name] = value
        if self._cookies:
            fields["Cookie"] = self._cookies.header()
        auth = auth or self._auth
        if auth is not None:
            fields["Authorization"] = auth.encode()
        if body:
            fields["Content-Length"] = str(len(body))
        if kind and "Content-Type" not in fields:
            fields["Content-Type"] = kind
        return fields

    async def _request(self, method, url, *, params=None, data=None, json=None, cookies=None, headers=None, auth=None,
                       allow_redirects=True, max_redirects=10, timeout=_UNSET, raise_for_status=None, ssl=None,
                       compress=None, chunked=None, expect100=False, skip_auto_headers=None, read_until_eof=True,
                       proxy=None, trace_request_ctx=None):
        if self._closed:
            raise RuntimeError("Session is closed")
        url = self._url(url, params)
        body, kind = self._body(data, json)
        if cookies:
            self._cookies.update(cookies)
        if timeout is _UNSET or timeout is None:
            timeout = self._timeout
        elif not isinstance(timeout, ClientTimeout):
            timeout = ClientTimeout(total=timeout)
        times = _client.Timeouts(connect=timeout.sock_connect or timeout.connect, read=timeout.sock_read,
                                 pool=timeout.connect, total=timeout.total)
        history = []
        while True:
            fields = self._fields(url, headers, body, kind, auth)
            response = await self._send(method, url, fields, body, times, tuple(history))
            redirect = allow_redirects and response.status in (301, 302, 303, 307, 308)
            location = response.headers.get("Location")
            if not redirect or location is None:
                break
            history.append(response)
            if len(history) >= max_redirects:
                raise TooManyRedirects(history[0].request_info, tuple(history))
            if response.status == 303 and method != "HEAD" or response.status in (301, 302) and method == "POST":
                method, body, kind = "GET", b"", None
            url = self._url(_parse.urljoin(url, location), None)
        check = self._raise_for_status if raise_for_status is None else raise_for_status
        if callable(check):
            await check(response)
        elif check:
            response.raise_for_status()
        return response

    async def _send(self, method, url, fields, body, times, history):
        parts = _parse.urlsplit(url)
        request = _client.Request(method, parts.scheme, parts.hostname, url.port, parts.path or "/", parts.query,
                                  fields.items(), body)
        info = RequestInfo(url, method, CIMultiDictProxy(fields.items()), url)
        try:
            answer = await _client.run_async(_client.exchange(self._connector._pool, request, times))
        except _client.Failure as failure:
            raise _raised(failure, request) from None
        self._cookies.take(answer[1])
        return ClientResponse(method, url, info, answer, history)

    def request(self, method, url, **kwargs):
        return _RequestContextManager(self._request(method.upper(), url, **kwargs))

    def get(self, url, *, allow_redirects=True, **kwargs):
        return _RequestContextManager(self._request("GET", url, allow_redirects=allow_redirects, **kwargs))

    def options(self, url, *, allow_redirects=True, **kwargs):
        return _RequestContextManager(self._request("OPTIONS", url, allow_redirects=allow_redirects, **kwargs))

    def head(self, url, *, allow_redirects=False, **kwargs):
        return _RequestContextManager(self._request("HEAD", url, allow_redirects=allow_redirects, **kwargs))

    def post(self, url, *, data=None, **kwargs):
        return _RequestContextManager(self._request("POST", url, data=data, **kwargs))

    def put(self, url, *, data=None, **kwargs):
        return _RequestContextManager(self._request("PUT", url, data=data, **kwargs))

    def patch(self, url, *, data=None, **kwargs):
        return _RequestContextManager(self._request("PATCH", url, data=data, **kwargs))

    def delete(self, url, **kwargs):
        return _RequestContextManager(self._request("DELETE", url, **kwargs))

    async def close(self):
        if not self._closed:
            self._closed = True
            if self._owner:
                await self._connector.close()

    def __enter__(self):
        raise TypeError("Use async with instead")

    def __exit__(self, exc_type, exc_val, exc_tb):
        pass

    async def __aenter__(self):
        return self

    async def __aexit__(self, exc_type, exc_val, exc_tb):
        await self.close()


class _SessionRequest:
    """aiohttp.request(): a session for one request."""

    def __init__(self, method, url, kwargs):
        self._session = ClientSession()
        self._request = self._session.request(method, url, **kwargs)

    async def __aenter__(self):
        try:
            return await self._request.__aenter__()
        except BaseException:
            await self._session.close()
            raise

    async def __aexit__(self, exc_type, exc, tb):
        await self._session.close()


def request(method, url, **kwargs):
    return _SessionRequest(method, url, kwargs)
