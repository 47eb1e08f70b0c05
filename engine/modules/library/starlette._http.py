"""The answer of a TestClient, as httpx shows one."""
import json as _json

from starlette.requests import _cookies_of
from starlette.status import _phrase


class _Headers(dict):
    """httpx.Headers: keys without regard to case."""

    def __init__(self, pairs):
        super().__init__()
        self._pairs = [(key.decode("latin-1").lower(), value.decode("latin-1")) for key, value in pairs]
        for key, value in self._pairs:
            dict.__setitem__(self, key, f"{self[key]}, {value}" if key in self else value)

    def get_list(self, key):
        return [value for name, value in self._pairs if name == key.lower()]

    def __getitem__(self, key):
        return dict.__getitem__(self, key.lower())

    def __contains__(self, key):
        return dict.__contains__(self, key.lower())

    def get(self, key, default=None):
        return dict.get(self, key.lower(), default)

    def __repr__(self):
        return f"Headers({dict(self)!r})"


class _Request:
    def __init__(self, method, url, headers, content):
        self.method, self.url, self.headers, self.content = method, url, headers, content

    def __repr__(self):
        return f"<Request({self.method!r}, {self.url!r})>"


class _Response:
    def __init__(self, status_code, headers, content, method, url, fields, body):
        self.status_code = status_code
        self.headers = _Headers(headers)
        self.content = content
        self.url = url
        sent = [(key.encode("latin-1"), value.encode("latin-1")) for key, value in fields.items()]
        self.request = _Request(method, url, _Headers(sent), body)
        self.encoding = "utf-8"

    @property
    def text(self):
        return self.content.decode("utf-8", "replace")

    def json(self, **options):
        return _json.loads(self.content, **options)

    def read(self):
        return self.content

    @property
    def cookies(self):
        found = {}
        for value in self.headers.get_list("set-cookie"):
            found.update(_cookies_of(value.partition(";")[0]))
        return found

    reason_phrase = property(lambda self: _phrase(self.status_code))
    is_success = property(lambda self: 200 <= self.status_code <= 299)
    is_redirect = property(lambda self: 300 <= self.status_code <= 399)
    is_client_error = property(lambda self: 400 <= self.status_code <= 499)
    is_server_error = property(lambda self: 500 <= self.status_code <= 599)
    is_error = property(lambda self: 400 <= self.status_code <= 599)

    def raise_for_status(self):
        if self.is_success:
            return
        kinds = {1: "Informational response", 3: "Redirect response", 4: "Client error", 5: "Server error"}
        kind = kinds.get(self.status_code // 100, "Invalid status code")
        raise HTTPStatusError(
            f"{kind} '{self.status_code} {self.reason_phrase}' for url '{self.url}'\n"
            f"For more information check: https://httpstatuses.com/{self.status_code}",
            request=self.request, response=self,
        )

    def __repr__(self):
        return f"<Response [{self.status_code} {self.reason_phrase}]>"


class HTTPStatusError(Exception):
    def __init__(self, message, *, request, response):
        super().__init__(message)
        self.request, self.response = request, response


HTTPStatusError.__module__ = "httpx"
_Response.__name__ = _Response.__qualname__ = "Response"
_Response.__module__ = "httpx"
