"""httpx 0.23, over the simulated network."""
import _client
import contextlib as _contextlib
import enum as _enum
import json as _json
import time as _time
import urllib.parse as _parse

import _network

__version__ = "0.23.3"


# ---- errors ----------------------------------------------------------------------------------------------------------


class HTTPError(Exception):
    def __init__(self, message):
        super().__init__(message)
        self._request = None

    @property
    def request(self):
        if self._request is None:
            raise RuntimeError("The .request property has not been set.")
        return self._request

    @request.setter
    def request(self, request):
        self._request = request


class RequestError(HTTPError):
    def __init__(self, message, *, request=None):
        super().__init__(message)
        self._request = request


class TransportError(RequestError): pass
class TimeoutException(TransportError): pass
class ConnectTimeout(TimeoutException): pass
class ReadTimeout(TimeoutException): pass
class WriteTimeout(TimeoutException): pass
class PoolTimeout(TimeoutException): pass
class NetworkError(TransportError): pass
class ReadError(NetworkError): pass
class WriteError(NetworkError): pass
class ConnectError(NetworkError): pass
class CloseError(NetworkError): pass
class ProxyError(TransportError): pass
class UnsupportedProtocol(TransportError): pass
class ProtocolError(TransportError): pass
class LocalProtocolError(ProtocolError): pass
class RemoteProtocolError(ProtocolError): pass
class DecodingError(RequestError): pass
class TooManyRedirects(RequestError): pass


class HTTPStatusError(HTTPError):
    def __init__(self, message, *, request, response):
        super().__init__(message)
        self.request = request
        self.response = response


class InvalidURL(Exception):
    def __init__(self, message):
        super().__init__(message)


class CookieConflict(Exception):
    def __init__(self, message):
        super().__init__(message)


class StreamError(RuntimeError):
    def __init__(self, message):
        super().__init__(message)


class StreamConsumed(StreamError):
    def __init__(self):
        super().__init__("Attempted to read or stream some content, but the content has already been streamed. "
                         "For requests, this could be due to passing a generator as request content, and then "
                         "receiving a redirect response or a secondary request as part of an authentication flow."
                         "For responses, this could be due to attempting to stream the response content more than "
                         "once.")


class StreamClosed(StreamError):
    def __init__(self):
        super().__init__("Attempted to read or stream content, but the stream has been closed.")


class ResponseNotRead(StreamError):
    def __init__(self):
        super().__init__("Attempted to access streaming response content, without having called `read()`.")


class RequestNotRead(StreamError):
    def __init__(self):
        super().__init__("Attempted to access streaming request content, without having called `read()`.")


def _raised(failure, request, blocking):
    """The exception for what went wrong."""
    kind = failure.kind
    late = "timed out" if blocking else ""
    if kind == "pool":
        error = PoolTimeout("")
    elif kind == "connect_timeout":
        error = ConnectTimeout(late)
    elif kind == "read_timeout":
        error = ReadTimeout("The read operation timed out" if blocking and request.url.scheme == "https" else late)
    elif kind == "refused":
        error = ConnectError("[Errno 111] Connection refused" if blocking else "All connection attempts failed")
    elif kind == "unknown":
        error = ConnectError("[Errno -2] Name or service not known")
    elif kind == "truncated":
        size, announced = failure.sizes()
        missing = "incomplete chunked read" if announced is None else f"received {size} bytes, expected {announced}"
        error = RemoteProtocolError(f"peer closed connection without sending complete message body ({missing})")
    else:
        error = RemoteProtocolError("Server disconnected without sending a response.")
    error._request = request
    return error


# ---- settings --------------------------------------------------------------------------------------------------------


class _Unset:
    pass


_UNSET = _Unset()
USE_CLIENT_DEFAULT = _UNSET


class Timeout:
    def __init__(self, timeout=_UNSET, *, connect=_UNSET, read=_UNSET, write=_UNSET, pool=_UNSET):
        if isinstance(timeout, Timeout):
            self.connect, self.read, self.write, self.pool = (timeout.connect, timeout.read, timeout.write,
                                                              timeout.pool)
        elif isinstance(timeout, tuple):
            self.connect, self.read = timeout[0], timeout[1]
            self.write = None if len(timeout) < 3 else timeout[2]
            self.pool = None if len(timeout) < 4 else timeout[3]
        elif _UNSET not in (connect, read, write, pool):
            self.connect, self.read, self.write, self.pool = connect, read, write, pool
        else:
            if timeout is _UNSET:
                raise ValueError("httpx.Timeout must either include a default, or set all four parameters explicitly.")
            self.connect = timeout if connect is _UNSET else connect
            self.read = timeout if read is _UNSET else read
            self.write = timeout if write is _UNSET else write
            self.pool = timeout if pool is _UNSET else pool

    def as_dict(self):
        return {"connect": self.connect, "read": self.read, "write": self.write, "pool": self.pool}

    def __eq__(self, other):
        return isinstance(other, Timeout) and self.as_dict() == other.as_dict()

    def __repr__(self):
        if len({self.connect, self.read, self.write, self.pool}) == 1:
            return f"Timeout(timeout={self.connect})"
        return f"Timeout(connect={self.connect}, read={self.read}, write={self.write}, pool={self.pool})"


class Limits:
    def __init__(self, *, max_connections=None, max_keepalive_connections=None, keepalive_expiry=5.0):
        self.max_connections = max_connections
        self.max_keepalive_connections = max_keepalive_connections
        self.keepalive_expiry = keepalive_expiry

    def __eq__(self, other):
        return isinstance(other, Limits) and vars(self) == vars(other)

    def __repr__(self):
        return (f"Limits(max_connections={self.max_connections}, "
                f"max_keepalive_connections={self.max_keepalive_connections}, "
                f"keepalive_expiry={self.keepalive_expiry})")


_DEFAULT_TIMEOUT = Timeout(timeout=5.0)
_DEFAULT_LIMITS = Limits(max_connections=100, max_keepalive_connections=20)


class _Codes(_enum.IntEnum):
    CONTINUE = 100
    SWITCHING_PROTOCOLS = 101
    OK = 200
    CREATED = 201
    ACCEPTED = 202
    NO_CONTENT = 204
    PARTIAL_CONTENT = 206
    MOVED_PERMANENTLY = 301
    FOUND = 302
    SEE_OTHER = 303
    NOT_MODIFIED = 304
    TEMPORARY_REDIRECT = 307
    PERMANENT_REDIRECT = 308
    BAD_REQUEST = 400
    UNAUTHORIZED = 401
    PAYMENT_REQUIRED = 402
    FORBIDDEN = 403
    NOT_FOUND = 404
    METHOD_NOT_ALLOWED = 405
    NOT_ACCEPTABLE = 406
    REQUEST_TIMEOUT = 408
    CONFLICT = 409
    GONE = 410
    PRECONDITION_FAILED = 412
    REQUEST_ENTITY_TOO_LARGE = 413
    UNSUPPORTED_MEDIA_TYPE = 415
    IM_A_TEAPOT = 418
    UNPROCESSABLE_ENTITY = 422
    LOCKED = 423
    TOO_EARLY = 425
    UPGRADE_REQUIRED = 426
    TOO_MANY_REQUESTS = 429
    UNAVAILABLE_FOR_LEGAL_REASONS = 451
    INTERNAL_SERVER_ERROR = 500
    NOT_IMPLEMENTED = 501
    BAD_GATEWAY = 502
    SERVICE_UNAVAILABLE = 503
    GATEWAY_TIMEOUT = 504

    @classmethod
    def get_reason_phrase(cls, value):
        return _network.reason(value)

    @classmethod
    def is_informational(cls, value):
        return 100 <= value <= 199

    @classmethod
    def is_success(cls, value):
        return 200 <= value <= 299

    @classmethod
    def is_redirect(cls, value):
        return 300 <= value <= 399

    @classmethod
    def is_client_error(cls, value):
        return 400 <= value <= 499

    @classmethod
    def is_server_error(cls, value):
        return 500 <= value <= 599

    @classmethod
    def is_error(cls, value):
        return 400 <= value <= 599


_Codes.__name__ = _Codes.__qualname__ = "codes"
codes = _Codes


# ---- what requests are made of ---------------------------------------------------------------------------------------


class QueryParams:
    def __init__(self, *args, **kwargs):
        value = args[0] if args else kwargs
        if isinstance(value, QueryParams):
            self._pairs = list(value._pairs)
        elif value is None:
            self._pairs = []
        elif isinstance(value, (str, bytes)):
            self._pairs = _parse.parse_qsl(value, keep_blank_values=True)
        else:
            pairs = value.items() if hasattr(value, "items") else value
            self._pairs = []
            for key, item in pairs:
                for one in item if isinstance(item, (list, tuple)) else [item]:
                    self._pairs.append((str(key), _primitive(one)))

    def keys(self):
        return dict(self._pairs).keys()

    def values(self):
        return [self[key] for key in self.keys()]

    def items(self):
        return [(key, self[key]) for key in self.keys()]

    def multi_items(self):
        return list(self._pairs)

    def get(self, key, default=None):
        for name, value in self._pairs:
            if name == key:
                return value
        return default

    def get_list(self, key):
        return [value for name, value in self._pairs if name == key]

    def set(self, key, value):
        return QueryParams([(k, v) for k, v in self._pairs if k != key] + [(key, value)])

    def add(self, key, value):
        return QueryParams(self._pairs + [(key, value)])

    def remove(self, key):
        return QueryParams([(k, v) for k, v in self._pairs if k != key])

    def merge(self, params):
        more = QueryParams(params)
        names = more.keys()
        return QueryParams([(k, v) for k, v in self._pairs if k not in names] + more._pairs)

    def __getitem__(self, key):
        for name, value in self._pairs:
            if name == key:
                return value
        raise KeyError(key)

    def __contains__(self, key):
        return any(name == key for name, _ in self._pairs)

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self.keys())

    def __bool__(self):
        return bool(self._pairs)

    def __eq__(self, other):
        return isinstance(other, QueryParams) and sorted(self._pairs) == sorted(other._pairs)

    def __str__(self):
        return _parse.urlencode(self._pairs)

    def __repr__(self):
        return f"QueryParams({str(self)!r})"


def _primitive(value):
    if value is True:
        return "true"
    if value is False:
        return "false"
    return "" if value is None else str(value)


class Headers:
    def __init__(self, headers=None, encoding=None):
        self.encoding = encoding or "ascii"
        if headers is None:
            pairs = []
        elif isinstance(headers, Headers):
            pairs = headers._pairs
        elif hasattr(headers, "items"):
            pairs = headers.items()
        else:
            pairs = headers
        self._pairs = [(_text(name), _text(value)) for name, value in pairs]

    @property
    def raw(self):
        return [(name.encode(), value.encode()) for name, value in self._pairs]

    def keys(self):
        return {name.lower(): None for name, _ in self._pairs}.keys()

    def values(self):
        return [self[name] for name in self.keys()]

    def items(self):
        return [(name, self[name]) for name in self.keys()]

    def multi_items(self):
        return [(name.lower(), value) for name, value in self._pairs]

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default

    def get_list(self, key, split_commas=False):
        values = [value for name, value in self._pairs if name.lower() == key.lower()]
        if split_commas:
            return [part.strip() for value in values for part in value.split(",")]
        return values

    def update(self, headers=None):
        for name, value in Headers(headers)._pairs:
            self[name] = value

    def copy(self):
        return Headers(self)

    def setdefault(self, key, value):
        if key not in self:
            self[key] = value
        return self[key]

    def pop(self, key, *default):
        if key in self:
            value = self[key]
            del self[key]
            return value
        if default:
            return default[0]
        raise KeyError(key)

    def __getitem__(self, key):
        values = self.get_list(key)
        if not values:
            raise KeyError(key.lower())
        return ", ".join(values)

    def __setitem__(self, key, value):
        for at, (name, _) in enumerate(self._pairs):
            if name.lower() == key.lower():
                self._pairs[at] = (key, _text(value))
                rest = [pair for pair in self._pairs[at + 1:] if pair[0].lower() != key.lower()]
                self._pairs[at + 1:] = rest
                return
        self._pairs.append((key, _text(value)))

    def __delitem__(self, key):
        if key not in self:
            raise KeyError(key)
        self._pairs = [pair for pair in self._pairs if pair[0].lower() != key.lower()]

    def __contains__(self, key):
        return any(name.lower() == key.lower() for name, _ in self._pairs)

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self.keys())

    def __eq__(self, other):
        try:
            other = Headers(other)
        except (TypeError, ValueError):
            return False
        return sorted(self.multi_items()) == sorted(other.multi_items())

    def __repr__(self):
        pairs = self.multi_items()
        secret = {"authorization", "proxy-authorization"}
        shown = [(name, "[secure]" if name in secret else value) for name, value in pairs]
        if len(self.keys()) == len(pairs):
            return f"Headers({dict(shown)!r})"
        return f"Headers({shown!r})"


def _text(value):
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, str):
        return value
    raise TypeError(f"Header value must be str or bytes, not {type(value)}")


class URL:
    def __init__(self, url="", *, params=None):
        if isinstance(url, URL):
            url = url._url
        if not isinstance(url, str):
            raise TypeError(f"Invalid type for url.  Expected str or httpx.URL, got {type(url)}: {url!r}")
        parts = _parse.urlsplit(url)
        try:
            parts.port
        except ValueError as error:
            if "out of range" in str(error):
                raise OverflowError("connect(): port must be 0-65535.") from None
            raise UnsupportedProtocol("Request URL is missing an 'http://' or 'https://' protocol.") from None
        netloc = parts.netloc
        default = {"http": ":80", "https": ":443"}.get(parts.scheme)
        if default and netloc.endswith(default):
            netloc = netloc[:-len(default)]
        path = _parse.quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
        if netloc and not path and parts.scheme:
            path = "/" if parts.query or parts.fragment else ""
        query = _parse.quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
        if params is not None:
            query = str(QueryParams(params))
        self._parts = _parse.SplitResult(parts.scheme, netloc, path, query, parts.fragment)
        self._url = _parse.urlunsplit(self._parts)

    @property
    def scheme(self):
        return self._parts.scheme

    @property
    def host(self):
        return self._parts.hostname or ""

    @property
    def port(self):
        return self._parts.port

    @property
    def path(self):
        return _parse.unquote(self._parts.path or "/")

    @property
    def raw_path(self):
        path = self._parts.path or "/"
        return (path + "?" + self._parts.query if self._parts.query else path).encode()

    @property
    def query(self):
        return self._parts.query.encode()

    @property
    def params(self):
        return QueryParams(self._parts.query)

    @property
    def fragment(self):
        return self._parts.fragment

    @property
    def username(self):
        return self._parts.username or ""

    @property
    def password(self):
        return self._parts.password or ""

    @property
    def netloc(self):
        return self._parts.netloc.encode()

    @property
    def is_absolute_url(self):
        return bool(self._parts.scheme and self._parts.netloc)

    @property
    def is_relative_url(self):
        return not self.is_absolute_url

    def join(self, url):
        return URL(_parse.urljoin(self._url, str(URL(url))))

    def copy_with(self, **parts):
        if "params" in parts:
            return URL(self, params=parts["params"])
        fields = self._parts
        host = parts.get("host")
        netloc = fields.netloc if host is None else host + (f":{self.port}" if self.port else "")
        return URL(_parse.urlunsplit((parts.get("scheme", fields.scheme), netloc, parts.get("path", fields.path),
                                      _text(parts.get("query", fields.query) or ""),
                                      parts.get("fragment", fields.fragment))))

    def copy_merge_params(self, params):
        return URL(self, params=self.params.merge(params))

    def __hash__(self):
        return hash(self._url)

    def __eq__(self, other):
        return isinstance(other, (URL, str)) and self._url == str(URL(other))

    def __str__(self):
        return self._url

    def __repr__(self):
        return f"URL({self._url!r})"


class Cookies(_client.Cookies):
    def set(self, name, value, domain="", path="/"):
        self[name] = value

    def delete(self, name, domain=None, path=None):
        self.pop(name, None)


class Auth:
    pass


class BasicAuth(Auth):
    def __init__(self, username, password):
        self.header = _client.basic_auth(_text(username), _text(password))


class Request:
    def __init__(self, method, url, *, params=None, headers=None, cookies=None, content=None, data=None, files=None,
                 json=None, extensions=None):
        if files is not None:
            raise NotImplementedError("files= is not simulated: send content= instead")
        self.method = method.upper()
        self.url = URL(url)
        if params is not None:
            self.url = self.url.copy_merge_params(params)
        self.headers = Headers(headers)
        self.extensions = extensions or {}
        self.content, kind = _encoded(content, data, json)
        defaults = []
        if "host" not in self.headers:
            defaults.append(("Host", self.url.netloc.decode()))
        length = str(len(self.content))
        if "content-length" not in self.headers and (self.content or self.method in ("POST", "PUT", "PATCH")):
            defaults.append(("Content-Length", length))
        if kind is not None and "content-type" not in self.headers:
            defaults.append(("Content-Type", kind))
        if cookies:
            self.headers["Cookie"] = Cookies(cookies).header()
        self.headers = Headers(defaults + self.headers._pairs)

    def read(self):
        return self.content

    async def aread(self):
        return self.content

    def __repr__(self):
        return f"<Request({self.method!r}, {str(self.url)!r})>"


def _encoded(content, data, json):
    if data is not None and not hasattr(data, "items"):
        content, data = data, None
    if content is not None:
        if isinstance(content, str):
            return content.encode(), None
        if isinstance(content, bytes):
            return content, None
        if hasattr(content, "__iter__"):
            return b"".join(content), None
        raise TypeError(f"Unexpected type for 'content', {type(content)!r}")
    if data is not None:
        pairs = []
        for key, value in data.items():
            for one in value if isinstance(value, (list, tuple)) else [value]:
                pairs.append((key, _primitive(one)))
        return _parse.urlencode(pairs).encode(), "application/x-www-form-urlencoded"
    if json is not None:
        return _json.dumps(json).encode(), "application/json"
    return b"", None


class Response:
    def __init__(self, status_code, *, headers=None, content=None, text=None, html=None, json=None, request=None,
                 extensions=None, history=None):
        self.status_code = status_code
        self.headers = Headers(headers)
        self.extensions = extensions or {"http_version": b"HTTP/1.1"}
        self.history = history or []
        self.is_closed = True
        self.is_stream_consumed = True
        self.next_request = None
        self.encoding = _client.charset_of(self.headers.get("content-type")) or "utf-8"
        self._request = request
        self._elapsed = None
        body, kind = b"", None
        if text is not None or html is not None:
            body = (text if text is not None else html).encode()
            kind = "text/plain; charset=utf-8" if text is not None else "text/html; charset=utf-8"
        elif json is not None:
            body, kind = _json.dumps(json).encode(), "application/json"
        elif content is not None:
            body = content.encode() if isinstance(content, str) else content
        self._body = body
        if (body or kind) and "content-length" not in self.headers and "transfer-encoding" not in self.headers:
            self.headers["Content-Length"] = str(len(body))
        if kind is not None:
            self.headers.setdefault("Content-Type", kind)
        self._read = True

    @property
    def request(self):
        if self._request is None:
            raise RuntimeError("The request instance has not been set on this response.")
        return self._request

    @request.setter
    def request(self, value):
        self._request = value

    @property
    def content(self):
        if not self._read:
            raise ResponseNotRead()
        return self._body

    @property
    def text(self):
        return _client.decode(self.content, self.encoding)

    def json(self, **kwargs):
        return _json.loads(self.text, **kwargs)

    def read(self):
        self._read = True
        return self._body

    async def aread(self):
        return self.read()

    def close(self):
        pass

    async def aclose(self):
        pass

    def _chunks(self, size):
        body = self.read()
        size = size or len(body) or 1
        return [body[at:at + size] for at in range(0, len(body), size)]

    def iter_bytes(self, chunk_size=None):
        yield from self._chunks(chunk_size)

    iter_raw = iter_bytes

    def iter_text(self, chunk_size=None):
        text = _client.decode(self.read(), self.encoding)
        size = chunk_size or len(text) or 1
        for at in range(0, len(text), size):
            yield text[at:at + size]

    def iter_lines(self):
        for line in _client.decode(self.read(), self.encoding).splitlines(True):
            yield line

    async def aiter_bytes(self, chunk_size=None):
        for chunk in self._chunks(chunk_size):
            yield chunk

    aiter_raw = aiter_bytes

    async def aiter_text(self, chunk_size=None):
        for text in self.iter_text(chunk_size):
            yield text

    async def aiter_lines(self):
        for line in self.iter_lines():
            yield line

    @property
    def url(self):
        return self.request.url

    @property
    def http_version(self):
        return "HTTP/1.1"

    @property
    def reason_phrase(self):
        return _network.reason(self.status_code)

    @property
    def elapsed(self):
        if self._elapsed is None:
            raise RuntimeError("'.elapsed' may only be accessed after the response has been read or closed.")
        return _client.Elapsed(self._elapsed)

    @property
    def cookies(self):
        cookies = Cookies()
        cookies.take(self.headers._pairs)
        return cookies

    @property
    def num_bytes_downloaded(self):
        return len(self._body)

    is_informational = property(lambda self: codes.is_informational(self.status_code))
    is_success = property(lambda self: codes.is_success(self.status_code))
    is_redirect = property(lambda self: codes.is_redirect(self.status_code))
    is_client_error = property(lambda self: codes.is_client_error(self.status_code))
    is_server_error = property(lambda self: codes.is_server_error(self.status_code))
    is_error = property(lambda self: codes.is_error(self.status_code))

    @property
    def has_redirect_location(self):
        return self.status_code in (301, 302, 303, 307, 308) and "Location" in self.headers

    def raise_for_status(self):
        request = self._request
        if request is None:
            raise RuntimeError("Cannot call `raise_for_status` as the request instance has not been set on this "
                               "response.")
        if self.is_success:
            return None
        kinds = {1: "Informational response", 3: "Redirect response", 4: "Client error", 5: "Server error"}
        kind = kinds.get(self.status_code // 100, "Invalid status code")
        message = f"{kind} '{self.status_code} {self.reason_phrase}' for url '{self.url}'"
        if self.has_redirect_location:
            message += f"\nRedirect location: '{self.headers['location']}'"
        message += f"\nFor more information check: https://httpstatuses.com/{self.status_code}"
        raise HTTPStatusError(message, request=request, response=self)

    def __repr__(self):
        return f"<Response [{self.status_code} {self.reason_phrase}]>"


# ---- clients ---------------------------------------------------------------------------------------------------------


class _BaseClient:
    def __init__(self, *, auth=None, params=None, headers=None, cookies=None, verify=True, cert=None, http1=True,
                 http2=False, proxies=None, mounts=None, timeout=_DEFAULT_TIMEOUT, follow_redirects=False,
                 limits=_DEFAULT_LIMITS, max_redirects=20, event_hooks=None, base_url="", transport=None, app=None,
                 trust_env=True, default_encoding="utf-8"):
        if transport is not None or app is not None or mounts or proxies:
            raise NotImplementedError("transports, apps, mounts and proxies are not simulated")
        _network.spend(_client.COST_BUILD if verify is not False else _client.COST_BUILD // 2)
        self.base_url = URL(base_url)
        self.auth = auth
        self.params = QueryParams(params)
        self.headers = Headers({"Accept": "*/*", "Accept-Encoding": "gzip, deflate", "Connection": "keep-alive",
                                "User-Agent": f"python-httpx/{__version__}"})
        self.headers.update(headers)
        self.cookies = Cookies(cookies or {})
        self.timeout = Timeout(timeout)
        self.follow_redirects = follow_redirects
        self.max_redirects = max_redirects
        self.event_hooks = {"request": [], "response": [], **(event_hooks or {})}
        self._pool = _client.LockedPool("httpx pool", limits.max_connections,
                                        limits.max_keepalive_connections, limits.keepalive_expiry)
        self._state = "unopened"

    @property
    def is_closed(self):
        return self._state == "closed"

    def _merged_url(self, url):
        url = URL(url)
        if url.is_relative_url and str(self.base_url):
            base = str(self.base_url)
            return URL(base.rstrip("/") + "/" + str(url).lstrip("/"))
        return url

    def build_request(self, method, url, *, content=None, data=None, files=None, json=None, params=None, headers=None,
                      cookies=None, timeout=_UNSET, extensions=None):
        merged = self.headers.copy()
        merged.update(headers)
        all_cookies = {**self.cookies, **(cookies or {})}
        query = self.params.merge(params) if self.params or params is not None else None
        extensions = {**(extensions or {}), "timeout": self.timeout if timeout is _UNSET else Timeout(timeout)}
        return Request(method, self._merged_url(url), content=content, data=data, files=files, json=json,
                       params=query or None, headers=merged, cookies=all_cookies, extensions=extensions)

    def _begin(self, request, auth):
        if self._state == "closed":
            raise RuntimeError("Cannot send a request, as the client has been closed.")
        self._state = "opened"
        auth = self.auth if auth is _UNSET else auth
        if isinstance(auth, tuple):
            auth = BasicAuth(*auth)
        if auth is None and request.url.username:
            auth = BasicAuth(request.url.username, request.url.password)
        if isinstance(auth, BasicAuth):
            request.headers["Authorization"] = auth.header
        elif callable(auth):
            auth(request)

    def _exchange(self, request):
        """The generator of one request's waits."""
        url = request.url
        if url.scheme not in ("http", "https"):
            if not url.scheme:
                raise UnsupportedProtocol("Request URL is missing an 'http://' or 'https://' protocol.",
                                          request=request)
            raise UnsupportedProtocol(f"Request URL has an unsupported protocol '{url.scheme}://'.", request=request)
        if not url.host:
            raise UnsupportedProtocol("Request URL is missing an 'http://' or 'https://' protocol.", request=request)
        timeout = request.extensions.get("timeout", self.timeout)
        port = url.port or (443 if url.scheme == "https" else 80)
        sent = _client.Request(request.method, url.scheme, url.host, port, url._parts.path or "/", url._parts.query,
                               request.headers._pairs, request.content)
        timeouts = _client.Timeouts(timeout.connect, timeout.read, timeout.write, timeout.pool)
        return _client.exchange(self._pool, sent, timeouts)

    def _response(self, request, answer, began, history):
        status, headers, body = answer
        response = Response(status, headers=headers, content=body, request=request, history=history)
        response._elapsed = _time.perf_counter() - began
        self.cookies.take(headers)
        if response.has_redirect_location:
            response.next_request = self._redirected(request, response)
        return response

    def _redirected(self, request, response):
        method = request.method
        if response.status_code == 303 and method != "HEAD":
            method = "GET"
        elif response.status_code == 302 and method != "HEAD":
            method = "GET"
        elif response.status_code == 301 and method == "POST":
            method = "GET"
        headers = Headers([(n, v) for n, v in request.headers._pairs
                           if n.lower() not in ("host", "cookie", "content-length") and
                           not (method != request.method and n.lower() == "content-type")])
        url = request.url.join(response.headers["location"])
        if url.host != request.url.host:
            headers.pop("authorization", None)
        content = request.content if method == request.method else None
        return Request(method, url, headers=headers, cookies=self.cookies, content=content or None,
                       extensions=request.extensions)

    def _next(self, response, history, follow):
        """The request to go on with, or None."""
        follow = self.follow_redirects if follow is _UNSET else follow
        if response.next_request is None or not follow:
            return None
        if len(history) >= self.max_redirects:
            raise TooManyRedirects("Exceeded maximum allowed redirects.", request=response.request)
        return response.next_request


class Client(_BaseClient):
    def send(self, request, *, stream=False, auth=_UNSET, follow_redirects=_UNSET):
        self._begin(request, auth)
        history = []
        while True:
            for hook in self.event_hooks["request"]:
                hook(request)
            began = _time.perf_counter()
            try:
                answer = _client.run_blocking(self._exchange(request))
            except _client.Failure as failure:
                raise _raised(failure, request, True) from None
            response = self._response(request, answer, began, list(history))
            for hook in self.event_hooks["response"]:
                hook(response)
            following = self._next(response, history, follow_redirects)
            if following is None:
                return response
            history.append(response)
            request = following

    def request(self, method, url, *, content=None, data=None, files=None, json=None, params=None, headers=None,
                cookies=None, auth=_UNSET, follow_redirects=_UNSET, timeout=_UNSET, extensions=None):
        request = self.build_request(method, url, content=content, data=data, files=files, json=json, params=params,
                                     headers=headers, cookies=cookies, timeout=timeout, extensions=extensions)
        return self.send(request, auth=auth, follow_redirects=follow_redirects)

    def get(self, url, **options):
        return self.request("GET", url, **options)

    def options(self, url, **options):
        return self.request("OPTIONS", url, **options)

    def head(self, url, **options):
        return self.request("HEAD", url, **options)

    def post(self, url, **options):
        return self.request("POST", url, **options)

    def put(self, url, **options):
        return self.request("PUT", url, **options)

    def patch(self, url, **options):
        return self.request("PATCH", url, **options)

    def delete(self, url, **options):
        return self.request("DELETE", url, **options)

    @_contextlib.contextmanager
    def stream(self, method, url, **options):
        response = self.request(method, url, **options)
        response._read = False
        yield response

    def close(self):
        if self._state != "closed":
            self._state = "closed"
            self._pool.close()

    def __enter__(self):
        if self._state != "unopened":
            raise RuntimeError("Cannot open a client instance more than once." if self._state == "opened" else
                               "Cannot reopen a client instance, once it has been closed.")
        self._state = "opened"
        return self

    def __exit__(self, exc_type=None, exc_value=None, traceback=None):
        self.close()


class AsyncClient(_BaseClient):
    async def send(self, request, *, stream=False, auth=_UNSET, follow_redirects=_UNSET):
        self._begin(request, auth)
        history = []
        while True:
            for hook in self.event_hooks["request"]:
                await hook(request)
            began = _time.perf_counter()
            try:
                answer = await _client.run_async(self._exchange(request))
            except _client.Failure as failure:
                raise _raised(failure, request, False) from None
            response = self._response(request, answer, began, list(history))
            for hook in self.event_hooks["response"]:
                await hook(response)
            following = self._next(response, history, follow_redirects)
            if following is None:
                return response
            history.append(response)
            request = following

    async def request(self, method, url, *, content=None, data=None, files=None, json=None, params=None, headers=None,
                      cookies=None, auth=_UNSET, follow_redirects=_UNSET, timeout=_UNSET, extensions=None):
        request = self.build_request(method, url, content=content, data=data, files=files, json=json, params=params,
                                     headers=headers, cookies=cookies, timeout=timeout, extensions=extensions)
        return await self.send(request, auth=auth, follow_redirects=follow_redirects)

    async def get(self, url, **options):
        return await self.request("GET", url, **options)

    async def options(self, url, **options):
        return await self.request("OPTIONS", url, **options)

    async def head(self, url, **options):
        return await self.request("HEAD", url, **options)

    async def post(self, url, **options):
        return await self.request("POST", url, **options)

    async def put(self, url, **options):
        return await self.request("PUT", url, **options)

    async def patch(self, url, **options):
        return await self.request("PATCH", url, **options)

    async def delete(self, url, **options):
        return await self.request("DELETE", url, **options)

    @_contextlib.asynccontextmanager
    async def stream(self, method, url, **options):
        response = await self.request(method, url, **options)
        response._read = False
        yield response

    async def aclose(self):
        if self._state != "closed":
            self._state = "closed"
            self._pool.close()

    async def __aenter__(self):
        if self._state != "unopened":
            raise RuntimeError("Cannot open a client instance more than once." if self._state == "opened" else
                               "Cannot reopen a client instance, once it has been closed.")
        self._state = "opened"
        return self

    async def __aexit__(self, exc_type=None, exc_value=None, traceback=None):
        await self.aclose()


# ---- functions -------------------------------------------------------------------------------------------------------


def request(method, url, *, params=None, content=None, data=None, files=None, json=None, headers=None, cookies=None,
            auth=None, timeout=_DEFAULT_TIMEOUT, follow_redirects=False, verify=True):
    with Client(cookies=cookies, timeout=timeout, verify=verify) as client:
        return client.request(method, url, params=params, content=content, data=data, files=files, json=json,
                              headers=headers, auth=auth, follow_redirects=follow_redirects)


@_contextlib.contextmanager
def stream(method, url, **options):
    response = request(method, url, **options)
    response._read = False
    yield response


def get(url, **options):
    return request("GET", url, **options)


def options(url, **options):
    return request("OPTIONS", url, **options)


def head(url, **options):
    return request("HEAD", url, **options)


def post(url, **options):
    return request("POST", url, **options)


def put(url, **options):
    return request("PUT", url, **options)


def patch(url, **options):
    return request("PATCH", url, **options)


def delete(url, **options):
    return request("DELETE", url, **options)
