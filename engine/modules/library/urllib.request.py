"""urllib.request: urlopen over the simulated network; each request has a connection of its own."""
import _client
import http.client as _http
import urllib.error as _error
import urllib.parse as _parse

import _network


def _header_setter(place):
    """A method that keeps a header at `place`."""
    def add(self, key, val):
        getattr(self, place)[key.capitalize()] = val
    return add


class Request:
    def __init__(self, url, data=None, headers={}, origin_req_host=None, unverifiable=False, method=None):
        parts = _parse.urlsplit(url)
        if not parts.scheme:
            raise ValueError(f"unknown url type: {url!r}")
        self.full_url, self.type, self.host = url, parts.scheme, parts.netloc
        self.selector = parts.path + (f"?{parts.query}" if parts.query else "")
        self.fragment = parts.fragment or None
        self.data, self.timeout = data, None
        if method is not None:
            self.method = method
        self.headers = {name.capitalize(): value for name, value in headers.items()}
        self.unredirected_hdrs = {}

    def get_method(self):
        return getattr(self, "method", None) or ("GET" if self.data is None else "POST")

    def get_full_url(self):
        return self.full_url

    add_header, add_unredirected_header = _header_setter("headers"), _header_setter("unredirected_hdrs")

    def _all_headers(self):
        return {**self.unredirected_hdrs, **self.headers}

    def get_header(self, header_name, default=None):
        return self._all_headers().get(header_name, default)

    def has_header(self, header_name):
        return header_name in self._all_headers()

    def remove_header(self, header_name):
        for kind in self.headers, self.unredirected_hdrs:
            kind.pop(header_name, None)

    def header_items(self):
        return [*self._all_headers().items()]


def _failed(failure):
    if failure.kind in ("connect_timeout",):
        return _error.URLError(TimeoutError("timed out"))
    if failure.kind == "read_timeout":
        return TimeoutError("timed out")
    if failure.kind == "refused":
        return _error.URLError(ConnectionRefusedError(111, "Connection refused"))
    if failure.kind == "unknown":
        return _error.URLError(_client.gaierror(-2, "Name or service not known"))
    if failure.kind == "truncated":
        size, announced = failure.sizes()
        return _http.IncompleteRead(failure.answer[2], None if announced is None else announced - size)
    return _http.RemoteDisconnected("Remote end closed connection without response")


def _check_port(parts):
    try:
        parts.port
    except ValueError as error:
        if "out of range" in str(error):
            raise _error.URLError(ConnectionRefusedError(111, "Connection refused")) from None
        port = parts.netloc.rpartition(":")[2]
        raise _http.InvalidURL(f"nonnumeric port: '{port}'") from None


def _open_once(request, timeout):
    parts = _parse.urlsplit(request.full_url)
    if parts.scheme not in ("http", "https"):
        raise _error.URLError(f"unknown url type: {parts.scheme}")
    if not parts.hostname:
        raise _error.URLError("no host given")
    _check_port(parts)
    data = request.data
    if isinstance(data, str):
        raise TypeError("POST data should be bytes, an iterable of bytes, or a file object. It cannot be of type str.")
    if data is not None and not isinstance(data, bytes):
        data = b"".join(data)
    headers = [("Accept-Encoding", "identity")]
    if data is not None:
        headers.append(("Content-Length", str(len(data))))
        if not request.has_header("Content-type"):
            headers.append(("Content-Type", "application/x-www-form-urlencoded"))
    headers += [("Host", parts.netloc), ("User-Agent", "Python-urllib/3.11")]
    given = dict((name.title(), str(value)) for name, value in request.header_items())
    headers = [(name, value) for name, value in headers if name not in given] + list(given.items())
    headers.append(("Connection", "close"))
    port = parts.port or (443 if parts.scheme == "https" else 80)
    sent = _client.Request(request.get_method(), parts.scheme, parts.hostname, port, parts.path or "/", parts.query,
                           headers, data or b"")
    timeouts = _client.Timeouts(timeout, timeout)
    pool = _client.Pool("urllib", None, 0)
    pool.first = False
    try:
        status, fields, body = _client.run_blocking(_client.exchange(pool, sent, timeouts))
    except _client.Failure as failure:
        raise _failed(failure) from None
    return _http.HTTPResponse(request.full_url, status, _network.reason(status), fields, body)


def urlopen(url, data=None, timeout=None, *, cafile=None, capath=None, cadefault=False, context=None):
    request = url if isinstance(url, Request) else Request(url)
    if data is not None:
        request.data = data
    visited = 0
    while True:
        response = _open_once(request, timeout)
        if 200 <= response.status < 300:
            return response
        location = response.headers.get("location")
        repeats = request.get_method() in ("GET", "HEAD") or request.get_method() == "POST"
        if response.status in (301, 302, 303, 307, 308) and location and repeats:
            if response.status in (307, 308) and request.get_method() == "POST":
                raise _error.HTTPError(request.full_url, response.status, response.reason, response.headers, response)
            visited += 1
            if visited > 10:
                raise _error.HTTPError(
                    request.full_url, response.status, "The HTTP server returned a redirect error that would lead to "
                    "an infinite loop.\nThe last 30x error message was:\n" + response.reason, response.headers,
                    response)
            headers = {name: value for name, value in request.headers.items()
                       if name.lower() not in ("content-length", "content-type")}
            method = "HEAD" if request.get_method() == "HEAD" else None
            request = Request(_parse.urljoin(request.full_url, location), headers=headers, method=method)
            continue
        raise _error.HTTPError(request.full_url, response.status, response.reason, response.headers, response)


def urlretrieve(url, filename=None, reporthook=None, data=None):
    raise NotImplementedError("a script cannot reach files: read urlopen(url) instead")
