"""http.client: the response that urlopen returns, and the exceptions."""


class HTTPException(Exception): pass
class NotConnected(HTTPException): pass
class InvalidURL(HTTPException): pass
class CannotSendRequest(HTTPException): pass
class ImproperConnectionState(HTTPException): pass


class BadStatusLine(HTTPException):
    def __init__(self, line):
        self.line = line or repr(line)
        self.args = (self.line,)


class RemoteDisconnected(ConnectionResetError, BadStatusLine):
    def __init__(self, *texts):
        self.line = repr("")
        ConnectionResetError.__init__(self, *texts)


class IncompleteRead(HTTPException):
    def __init__(self, partial, expected=None):
        self.partial, self.expected, self.args = partial, expected, (partial,)

    def __repr__(self):
        more = "" if self.expected is None else f", {self.expected} more expected"
        return f"IncompleteRead({len(self.partial)} bytes read{more})"

    __str__ = __repr__


class HTTPMessage:
    """Headers, without regard to case."""

    def __init__(self, fields):
        self._fields = list(fields)

    def get(self, name, failobj=None):
        for key, value in self._fields:
            if key.lower() == name.lower():
                return value
        return failobj

    def get_all(self, name, failobj=None):
        return [value for key, value in self._fields if key.lower() == name.lower()] or failobj

    def keys(self):
        return [key for key, _ in self._fields]

    def values(self):
        return [value for _, value in self._fields]

    def items(self):
        return list(self._fields)

    def get_content_type(self):
        return (self.get("content-type") or "text/plain").split(";")[0].strip().lower()

    def get_content_charset(self, failobj=None):
        for part in (self.get("content-type") or "").split(";")[1:]:
            name, _, value = part.partition("=")
            if name.strip().lower() == "charset":
                return value.strip().strip("\"'").lower()
        return failobj

    def __getitem__(self, name):
        return self.get(name)

    def __contains__(self, name):
        return self.get(name) is not None

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self._fields)

    def __str__(self):
        return "".join(f"{key}: {value}\n" for key, value in self._fields) + "\n"


class HTTPResponse:
    def __init__(self, url, status, reason, fields, body):
        self.url = url
        self.status = self.code = status
        self.reason = self.msg = reason
        self.headers = HTTPMessage(fields)
        self.version = 11
        self.closed = False
        self._body = body
        self._at = 0

    def read(self, amt=None):
        end = len(self._body) if amt is None or amt < 0 else self._at + amt
        piece = self._body[self._at:end]
        self._at += len(piece)
        return piece

    def readline(self, limit=-1):
        at = self._body.find(b"\n", self._at)
        return self.read(len(self._body) - self._at if at < 0 else at + 1 - self._at)

    def __iter__(self):
        while line := self.readline():
            yield line

    def getheader(self, name, default=None):
        return self.headers.get(name, default)

    def getheaders(self):
        return self.headers.items()

    def info(self):
        return self.headers

    def geturl(self):
        return self.url

    def getcode(self):
        return self.status

    def close(self):
        self.closed = True

    def isclosed(self):
        return self.closed or self._at >= len(self._body)

    def readable(self):
        return True

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()
