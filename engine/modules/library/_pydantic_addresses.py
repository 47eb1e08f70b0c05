"""pydantic's addresses and secrets."""
from pydantic import _fail, _str


class EmailStr(str):
    @classmethod
    def __get_validators__(cls):
        yield cls._check

    @classmethod
    def validate(cls, value):
        return cls._check(value)

    @classmethod
    def _check(cls, value):
        text = _str(value).strip()
        name, _, domain = text.rpartition("@")
        wrong = not name or " " in text or "@" in name or ".." in text or name[0] == "." or name[-1] == "."
        if wrong or "." not in domain.strip(".") or domain[:1] in "-." or domain[-1:] in "-.":
            raise _fail("value_error.email", "value is not a valid email address")
        return f"{name}@{domain.lower()}"


class AnyUrl(str):
    _parts = ("scheme", "user", "password", "host", "tld", "host_type", "port", "path", "query", "fragment")
    _schemes = None
    _needs_domain = False

    @classmethod
    def __get_validators__(cls):
        yield cls.validate

    @classmethod
    def validate(cls, value, field=None, config=None):
        if isinstance(value, cls):
            return value
        text = _str(value).strip()
        if not text:
            raise _fail("value_error.any_str.min_length", "ensure this value has at least 1 characters",
                        {"limit_value": 1})
        scheme, found, rest = text.partition("://")
        letters = scheme.replace("+", "").replace("-", "").replace(".", "")
        if not found or len(scheme) < 2 or not scheme.isascii() or not scheme[0].isalpha() or not letters.isalnum():
            raise _fail("value_error.url.scheme", "invalid or missing URL scheme")
        if cls._schemes and scheme.lower() not in cls._schemes:
            raise _fail("value_error.url.scheme", "URL scheme not permitted", {"allowed_schemes": cls._schemes})
        return cls._of(text, scheme, rest)

    @classmethod
    def _of(cls, text, scheme, rest):
        place = next((index for index, letter in enumerate(rest) if letter in "/?#"), len(rest))
        made = str.__new__(cls, text)
        made.scheme, made.path = scheme, rest[place:].partition("#")[0].partition("?")[0] or None
        made.query = rest[place:].partition("#")[0].partition("?")[2] or None
        made.fragment = rest[place:].partition("#")[2] or None
        login, _, place = rest[:place].rpartition("@")
        made.user, _, password = login.partition(":") if login else (None, "", None)
        made.password = password or None
        host, colon, port = place.partition(":")
        if not host:
            raise _fail("value_error.url.host", "URL host invalid")
        if colon and (not port.isdigit() or int(port) > 65535):
            raise _fail("value_error.url.port", "URL port invalid, port cannot exceed 65535")
        top = host.rpartition(".")[2]
        if cls._needs_domain and "." not in host:
            raise _fail("value_error.url.host", "URL host invalid, top level domain required")
        made.host, made.port, made.tld = host, port or None, top if "." in host and not top.isdigit() else None
        made.host_type = "domain" if made.tld else "ipv4" if top.isdigit() else "int_domain"
        return made

    def __repr__(self):
        parts = []
        if type(self) is AnyUrl:  # the others show none
            parts = [(name, getattr(self, name)) for name in self._parts]
        shown = ", ".join(f"{name}={value!r}" for name, value in parts if value is not None)
        return f"{type(self).__name__}({str(self)!r}, {shown})"


class AnyHttpUrl(AnyUrl):
    _schemes = {"http", "https"}


class HttpUrl(AnyHttpUrl):
    _needs_domain = True


class SecretStr:
    def __init__(self, value):
        self._secret_value = value

    @classmethod
    def __get_validators__(cls):
        yield lambda value: value if isinstance(value, cls) else cls(_str(value))

    def get_secret_value(self):
        return self._secret_value

    def __len__(self):
        return len(self._secret_value)

    def __eq__(self, other):
        return isinstance(other, SecretStr) and self._secret_value == other._secret_value

    def __hash__(self):
        return hash(self._secret_value)

    def __str__(self):
        return "**********" if self._secret_value else ""

    def __repr__(self):
        return f"SecretStr('{self}')"
