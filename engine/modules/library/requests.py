"""requests 2.28, over the simulated network."""
import _client
import json as _json
import time as _time
import urllib.parse as _parse

import _network
from requests import exceptions
from requests.exceptions import (ChunkedEncodingError, ConnectionError, ConnectTimeout, HTTPError, JSONDecodeError, ReadTimeout,
                                 RequestException, Timeout, TooManyRedirects, URLRequired)

__version__ = "2.28.1"


# ---- what urllib3 raises below ---------------------------------------------------------------------------------------


class MaxRetryError(Exception): pass
class ReadTimeoutError(Exception): pass
class ProtocolError(Exception): pass


class InvalidChunkLength(Exception):
    def __repr__(self):
        return f"InvalidChunkLength(got length {self.args[0]!r}, 0 bytes read)"
class RemoteDisconnected(ConnectionResetError): pass


def _raised(failure, request, timeout):
    """The exception for what went wrong, with the text that requests gives it."""
    secure = request.url.startswith("https:")
    kind = "HTTPSConnection" if secure else "HTTPConnection"
    pool = f"{kind}Pool(host={failure.host!r}, port={failure.port})"
    path = request.path_url
    connection = f"<urllib3.connection.{kind} object at 0x{id(failure):x}>"
    if failure.kind == "read_timeout":
        reason = ReadTimeoutError(f"{pool}: Read timed out. (read timeout={timeout[1]})")
        return ReadTimeout(reason, request=request)
    if failure.kind == "connect_timeout":
        text = (f"ConnectTimeoutError({connection}, 'Connection to {failure.host} timed out. "
                f"(connect timeout={timeout[0]})')")
        reason = MaxRetryError(f"{pool}: Max retries exceeded with url: {path} (Caused by {text})")
        return ConnectTimeout(reason, request=request)
    if failure.kind in ("refused", "unknown"):
        cause = "[Errno 111] Connection refused" if failure.kind == "refused" else (
            "[Errno -2] Name or service not known")
        text = f"NewConnectionError('{connection}: Failed to establish a new connection: {cause}')"
        reason = MaxRetryError(f"{pool}: Max retries exceeded with url: {path} (Caused by {text})")
        return ConnectionError(reason, request=request)
    if failure.kind == "truncated":
        reason = ProtocolError("Connection broken: InvalidChunkLength(got length b'', 0 bytes read)",
                               InvalidChunkLength(b""))
        return ChunkedEncodingError(reason, request=request)
    reason = ProtocolError("Connection aborted.",
                           RemoteDisconnected("Remote end closed connection without response"))
    return ConnectionError(reason, request=request)


# ---- headers, requests, responses ------------------------------------------------------------------------------------


class CaseInsensitiveDict:
    def __init__(self, data=None, **kwargs):
        self._store = {}
        self.update({} if data is None else data, **kwargs)

    def update(self, data=(), **kwargs):
        for key, value in data.items() if hasattr(data, "items") else data:
            self[key] = value
        for key, value in kwargs.items():
            self[key] = value

    def keys(self):
        return [name for name, _ in self._store.values()]

    def values(self):
        return [value for _, value in self._store.values()]

    def items(self):
        return list(self._store.values())

    def lower_items(self):
        return [(key, pair[1]) for key, pair in self._store.items()]

    def get(self, key, default=None):
        pair = self._store.get(key.lower())
        return default if pair is None else pair[1]

    def setdefault(self, key, default=None):
        if key not in self:
            self[key] = default
        return self[key]

    def pop(self, key, *default):
        if key in self:
            return self._store.pop(key.lower())[1]
        if default:
            return default[0]
        raise KeyError(key)

    def copy(self):
        return CaseInsensitiveDict(self.items())

    def __len__(self):
        return len(self._store)

    def __iter__(self):
        return iter(self.keys())

    def __contains__(self, key):
        return key.lower() in self._store

    def __getitem__(self, key):
        _, value = self._store[key.lower()]
        return value

    def __delitem__(self, key):
        self._store.pop(key.lower())

    def __setitem__(self, key, value):
        self._store.update({key.lower(): (key, value)})

    def __eq__(self, other):
        if hasattr(other, "items"):
            return dict(self.lower_items()) == dict(CaseInsensitiveDict(other).lower_items())
        return NotImplemented

    def __repr__(self):
        return str(dict(self.items()))


def _pairs(data):
    result = []
    for key, values in data.items() if hasattr(data, "items") else data:
        for value in values if isinstance(values, (list, tuple)) else [values]:
            if value is not None:
                result.append((key, value))
    return result


class PreparedRequest:
    def __init__(self):
        self.method = self.url = self.headers = self.body = None

    @property
    def path_url(self):
        parts = _parse.urlsplit(self.url)
        return (parts.path or "/") + ("?" + parts.query if parts.query else "")

    def _prepare_url(self, url, params):
        url = url.decode() if isinstance(url, bytes) else str(url)
        url = url.lstrip()
        if ":" in url and not url.lower().startswith("http"):
            self.url = url
            return
        parts = _parse.urlsplit(url)
        if not parts.scheme:
            raise exceptions.MissingSchema(f"Invalid URL {url!r}: No scheme supplied. "
                                           f"Perhaps you meant http://{url}?")
        if not parts.hostname:
            raise exceptions.InvalidURL(f"Invalid URL {url!r}: No host supplied")
        try:
            parts.port
        except ValueError:
            raise exceptions.InvalidURL(f"Failed to parse: {url}") from None
        query = parts.query
        if params:
            more = params if isinstance(params, str) else _parse.urlencode(_pairs(params))
            query = f"{query}&{more}" if query else more
        path = _parse.quote(parts.path or "/", safe="!#$%&'()*+,/:;=?@[]~")
        query = _parse.quote(query, safe="!#$%&'()*+,/:;=?@[]~")
        self.url = _parse.urlunsplit((parts.scheme, parts.netloc, path, query, parts.fragment))

    def _prepare_body(self, data, json):
        kind = None
        if not data and json is not None:
            try:
                self.body = _json.dumps(json, allow_nan=False).encode()
            except ValueError as error:
                raise exceptions.InvalidJSONError(error, request=self) from None
            kind = "application/json"
        elif data:
            if isinstance(data, (str, bytes)):
                self.body = data
            elif hasattr(data, "items") or isinstance(data, (list, tuple)):
                self.body = _parse.urlencode(_pairs(data))
                kind = "application/x-www-form-urlencoded"
            else:
                self.body = b"".join(data)
        if self.body:
            size = len(self.body.encode() if isinstance(self.body, str) else self.body)
            self.headers["Content-Length"] = str(size)
        elif self.method not in ("GET", "HEAD"):
            self.headers["Content-Length"] = "0"
        if kind and "content-type" not in self.headers:
            self.headers["Content-Type"] = kind

    def copy(self):
        copy = PreparedRequest()
        copy.method, copy.url, copy.headers, copy.body = self.method, self.url, self.headers.copy(), self.body
        return copy

    def __repr__(self):
        return f"<PreparedRequest [{self.method}]>"


class Request:
    def __init__(self, method=None, url=None, headers=None, files=None, data=None, params=None, auth=None,
                 cookies=None, hooks=None, json=None):
        if files:
            raise NotImplementedError("files= is not simulated: send data= instead")
        vars(self).update(method=method, url=url, params=params, headers=headers or {}, cookies=cookies, data=data,
                          json=json, auth=auth)

    def prepare(self):
        prepared = PreparedRequest()
        prepared.method = self.method.upper()
        prepared._prepare_url(self.url, self.params)
        prepared.headers = CaseInsensitiveDict({k: v for k, v in self.headers.items() if v is not None})
        prepared._prepare_body(self.data, self.json)
        if self.cookies:
            prepared.headers["Cookie"] = _client.Cookies(self.cookies).header()
        if isinstance(self.auth, tuple):
            prepared.headers["Authorization"] = _client.basic_auth(*self.auth)
        elif self.auth is not None:
            self.auth(prepared)
        return prepared

    def __repr__(self):
        return f"<Request [{self.method}]>"


def _leads_on(*statuses):
    return property(lambda self: "location" in self.headers and self.status_code in statuses)


class Response:
    def __init__(self):
        self.status_code = self.reason = self.url = self.request = self.encoding = None
        self.headers, self.cookies, self._content = CaseInsensitiveDict(), _client.Cookies(), b""
        self.elapsed, self.history = _client.Elapsed(0), []

    ok = property(lambda self: self._blame() is None)
    is_redirect = _leads_on(301, 302, 303, 307, 308)
    is_permanent_redirect = _leads_on(301, 308)
    content = property(lambda self: self._content)

    @property
    def apparent_encoding(self):
        return "ascii" if all(byte < 128 for byte in self._content) else "utf-8"

    @property
    def text(self):
        return _client.decode(self._content, self.encoding or self.apparent_encoding) if self._content else ""

    def json(self, **kwargs):
        text = self._content.decode("utf-8", "replace") if not self.encoding else self.text
        try:
            return _json.loads(text, **kwargs)
        except _json.JSONDecodeError as error:
            raise JSONDecodeError(error.msg, error.doc, error.pos) from None

    def raise_for_status(self):
        if kind := self._blame():
            raise HTTPError(f"{self.status_code} {kind} Error: {self.reason} for url: {self.url}", response=self)

    def _blame(self):
        return {4: "Client", 5: "Server"}.get(self.status_code // 100)

    def iter_content(self, chunk_size=1, decode_unicode=False):
        size = chunk_size or len(self._content) or 1
        for at in range(0, len(self._content), size):
            chunk = self._content[at:at + size]
            yield _client.decode(chunk, self.encoding) if decode_unicode else chunk

    def iter_lines(self, chunk_size=512, decode_unicode=False, delimiter=None):
        content = self.text if decode_unicode else self._content
        yield from content.split(delimiter) if delimiter else content.splitlines()

    def __iter__(self):
        return self.iter_content(128)

    def __bool__(self):
        return self.ok

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    def close(self):
        pass

    def __repr__(self):
        return f"<Response [{self.status_code}]>"


# ---- sessions --------------------------------------------------------------------------------------------------------


def default_headers():
    return CaseInsensitiveDict({"User-Agent": f"python-requests/{__version__}", "Accept-Encoding": "gzip, deflate",
                                "Accept": "*/*", "Connection": "keep-alive"})


def _encoding_of(headers):
    kind = headers.get("content-type")
    if kind is None:
        return None
    charset = _client.charset_of(kind)
    if charset:
        return charset
    if "text" in kind:
        return "ISO-8859-1"
    return "utf-8" if "application/json" in kind else None


def _asked(ask, method, url, names, args, kwargs):
    """Asks with this method; `names` are those of the arguments behind the URL that may come without theirs."""
    if len(args) > len(names):
        raise TypeError(f"{method}() takes {1 + len(names)} positional arguments but {1 + len(args)} were given")
    return ask(method, url, **dict(zip(names, args)), **kwargs)


def _verb(method, *names, **defaults):
    def ask(url, *args, **kwargs):
        return _asked(request, method, url, names, args, {**defaults, **kwargs})
    ask.__name__ = ask.__qualname__ = method
    return ask


def _session_verb(method, *names, **defaults):
    def ask(self, url, *args, **kwargs):
        return _asked(self.request, method.upper(), url, names, args, {**defaults, **kwargs})
    ask.__name__, ask.__qualname__ = method, f"Session.{method}"
    return ask


class Session:
    def __init__(self):
        self.headers, self.cookies = default_headers(), _client.Cookies()
        self.params, self.auth, self.hooks = {}, None, {"response": []}
        self.verify, self.stream, self.max_redirects = True, False, 30
        self._pool = _client.Pool("requests pool", None, 10)
        self._pool.first = False

    def prepare_request(self, request):
        headers = self.headers.copy()
        headers.update(request.headers)
        params = request.params
        if self.params and not isinstance(params, str):
            params = _pairs({**dict(self.params), **dict(params or {})})
        return Request(request.method, request.url, headers, None, request.data, params, request.auth or self.auth,
                       {**self.cookies, **(request.cookies or {})}, None, request.json).prepare()

    def request(self, method, url, params=None, data=None, headers=None, cookies=None, files=None, auth=None,
                timeout=None, allow_redirects=True, proxies=None, hooks=None, stream=None, verify=None, cert=None,
                json=None):
        request = Request(method, url, headers, files, data, params, auth, cookies, hooks, json)
        return self.send(self.prepare_request(request), timeout=timeout, allow_redirects=allow_redirects)

    def send(self, request, *, timeout=None, allow_redirects=True, stream=False, verify=True, cert=None,
             proxies=None):
        history = []
        while True:
            response = self._send_once(request, timeout)
            response.history = list(history)
            if not (allow_redirects and response.is_redirect):
                return response
            history.append(response)
            if len(history) > self.max_redirects:
                raise TooManyRedirects(f"Exceeded {self.max_redirects} redirects.", response=response)
            request = self._redirected(request, response)

    def _send_once(self, request, timeout):
        if not request.url.lower().startswith(("http://", "https://")):
            raise exceptions.InvalidSchema(f"No connection adapters were found for {request.url!r}")
        if not isinstance(timeout, tuple):
            timeout = (timeout, timeout)
        parts = _parse.urlsplit(request.url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        body = request.body or b""
        fields = [("Host", parts.netloc)] + [(name, str(value)) for name, value in request.headers.items()]
        sent = _client.Request(request.method, parts.scheme, parts.hostname, port, parts.path or "/", parts.query,
                               fields, body.encode() if isinstance(body, str) else body)
        began = _time.perf_counter()
        try:
            answer = _client.run_blocking(
                _client.exchange(self._pool, sent, _client.Timeouts(timeout[0], timeout[1])))
        except _client.Failure as failure:
            if failure.kind != "truncated" or failure.sizes()[1] is None:
                raise _raised(failure, request, timeout) from None
            answer = failure.answer  # urllib3 takes what there is
        response = Response()
        response.status_code, headers, response._content = answer
        response.headers = CaseInsensitiveDict(headers)
        response.reason = _network.reason(response.status_code)
        response.url = request.url
        response.request = request
        response.encoding = _encoding_of(response.headers)
        response.cookies.take(headers)
        response.elapsed = _client.Elapsed(_time.perf_counter() - began)
        self.cookies.take(headers)
        return response

    def _redirected(self, request, response):
        following = request.copy()
        following.url = _parse.urljoin(request.url, response.headers["location"])
        status = response.status_code
        if status in (302, 303) and request.method != "HEAD" or status == 301 and request.method == "POST":
            following.method = "HEAD" if request.method == "HEAD" else "GET"
        if status not in (307, 308):
            following.body = None
            for name in ("Content-Length", "Content-Type", "Transfer-Encoding"):
                following.headers.pop(name, None)
        if _parse.urlsplit(following.url).hostname != _parse.urlsplit(request.url).hostname:
            following.headers.pop("Authorization", None)
        return following

    get, post = _session_verb("get"), _session_verb("post", "data", "json")
    put, patch = _session_verb("put", "data"), _session_verb("patch", "data")
    options, delete, head = (_session_verb("options"), _session_verb("delete"),
                             _session_verb("head", allow_redirects=False))

    def mount(self, prefix, adapter):
        raise NotImplementedError("adapters are not simulated")

    def close(self):
        self._pool.close()

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


def session():
    return Session()


# ---- functions -------------------------------------------------------------------------------------------------------


def request(method, url, **kwargs):
    with Session() as own:
        return own.request(method, url, **kwargs)


get, post = _verb("get", "params"), _verb("post", "data", "json")
put, patch = _verb("put", "data"), _verb("patch", "data")
options, delete, head = _verb("options"), _verb("delete"), _verb("head", allow_redirects=False)


class _Codes:
    ok = okay = 200
    created = 201
    accepted = 202
    no_content = 204
    moved_permanently = 301
    found = 302
    not_modified = 304
    bad_request = bad = 400
    unauthorized = 401
    forbidden = 403
    not_found = 404
    method_not_allowed = 405
    conflict = 409
    unprocessable_entity = 422
    too_many_requests = 429
    internal_server_error = server_error = 500
    bad_gateway = 502
    service_unavailable = unavailable = 503
    gateway_timeout = 504


codes = _Codes()
