"""urllib.parse: taking URLs apart, putting them together, quoting."""
import collections as _collections

_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~")
_HEX = "0123456789ABCDEFabcdef"
_SCHEME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.")

uses_relative = ["", "ftp", "http", "gopher", "nntp", "imap", "wais", "file", "https", "shttp", "mms", "prospero",
                 "rtsp", "rtspu", "sftp", "svn", "svn+ssh", "ws", "wss"]
uses_netloc = ["", "ftp", "http", "gopher", "nntp", "telnet", "imap", "wais", "file", "mms", "https", "shttp",
               "snews", "prospero", "rtsp", "rtspu", "rsync", "svn", "svn+ssh", "sftp", "nfs", "git", "git+ssh", "ws",
               "wss"]
uses_params = ["", "ftp", "hdl", "prospero", "http", "imap", "https", "shttp", "rtsp", "rtspu", "sip", "sips", "mms",
               "sftp", "tel"]


# ---- quoting ---------------------------------------------------------------------------------------------------------


def quote_from_bytes(bs, safe="/"):
    if not isinstance(bs, bytes):
        raise TypeError("quote_from_bytes() expected bytes")
    if isinstance(safe, str):
        safe = safe.encode("ascii", "ignore")
    allowed = _SAFE.union(byte for byte in safe if byte < 128)
    return "".join([chr(byte) if byte in allowed else f"%{byte:02X}" for byte in bs])


def quote(string, safe="/", encoding=None, errors=None):
    if isinstance(string, str):
        if not string:
            return string
        string = string.encode(encoding or "utf-8", errors or "strict")
    elif encoding is not None:
        raise TypeError("quote() doesn't support 'encoding' for bytes")
    elif errors is not None:
        raise TypeError("quote() doesn't support 'errors' for bytes")
    return quote_from_bytes(string, safe)


def quote_plus(string, safe="", encoding=None, errors=None):
    space = " " if isinstance(string, str) else b" "
    if space not in string:
        return quote(string, safe, encoding, errors)
    if isinstance(safe, str):
        return quote(string, safe + " ", encoding, errors).replace(" ", "+")
    return quote(string, safe + b" ", encoding, errors).replace(" ", "+")


def unquote_to_bytes(string):
    if not string:
        return b""
    if isinstance(string, str):
        string = string.encode("utf-8")
    parts = string.split(b"%")
    if len(parts) == 1:
        return string
    result = [parts[0]]
    for part in parts[1:]:
        digits = part[:2].decode("latin-1")
        if len(digits) == 2 and digits[0] in _HEX and digits[1] in _HEX:
            result.append(bytes([int(digits, 16)]))
            result.append(part[2:])
        else:
            result.append(b"%")
            result.append(part)
    return b"".join(result)


def unquote(string, encoding="utf-8", errors="replace"):
    if isinstance(string, bytes):
        return unquote_to_bytes(string).decode(encoding or "utf-8", errors or "replace")
    if "%" not in string:
        string.split
        return string
    result = []
    run = []
    for character in string:
        if ord(character) < 128:
            run.append(character)
        else:
            result.append(unquote_to_bytes("".join(run)).decode(encoding or "utf-8", errors or "replace"))
            result.append(character)
            run = []
    result.append(unquote_to_bytes("".join(run)).decode(encoding or "utf-8", errors or "replace"))
    return "".join(result)


def unquote_plus(string, encoding="utf-8", errors="replace"):
    return unquote(string.replace("+", " "), encoding, errors)


def _quoted(value, quote_via, safe, encoding, errors):
    if isinstance(value, bytes):
        return quote_via(value, safe)
    return quote_via(str(value), safe, encoding, errors)


def urlencode(query, doseq=False, safe="", encoding=None, errors=None, quote_via=quote_plus):
    if hasattr(query, "items"):
        query = query.items()
    else:
        try:
            if len(query) and not isinstance(query[0], tuple):
                raise TypeError
        except TypeError as error:
            raise TypeError("not a valid non-string sequence or mapping object") from error
    pairs = []
    for key, value in query:
        name = _quoted(key, quote_via, safe, encoding, errors)
        values = [value]
        if doseq and not isinstance(value, (str, bytes)):
            try:
                values = list(value)
            except TypeError:
                pass
        for one in values:
            pairs.append(name + "=" + _quoted(one, quote_via, safe, encoding, errors))
    return "&".join(pairs)


# ---- queries ---------------------------------------------------------------------------------------------------------


def parse_qsl(qs, keep_blank_values=False, strict_parsing=False, encoding="utf-8", errors="replace",
              max_num_fields=None, separator="&"):
    if isinstance(qs, bytes):
        qs = qs.decode("ascii")
    if not separator or not isinstance(separator, str):
        raise ValueError("Separator must be of type string or bytes.")
    if max_num_fields is not None and max_num_fields < 1 + qs.count(separator):
        raise ValueError("Max number of fields exceeded")
    result = []
    for pair in qs.split(separator) if qs else []:
        if not pair and not strict_parsing:
            continue
        parts = pair.split("=", 1)
        if len(parts) != 2:
            if strict_parsing:
                raise ValueError("bad query field: %r" % (pair,))
            if not keep_blank_values:
                continue
            parts.append("")
        if len(parts[1]) or keep_blank_values:
            result.append((unquote_plus(parts[0], encoding, errors), unquote_plus(parts[1], encoding, errors)))
    return result


def parse_qs(qs, keep_blank_values=False, strict_parsing=False, encoding="utf-8", errors="replace",
             max_num_fields=None, separator="&"):
    result = {}
    for name, value in parse_qsl(qs, keep_blank_values, strict_parsing, encoding, errors, max_num_fields, separator):
        result.setdefault(name, []).append(value)
    return result


# ---- results ---------------------------------------------------------------------------------------------------------


class _NetworkLocation:
    @property
    def _user_info(self):
        info, at, _ = self.netloc.rpartition("@")
        if not at:
            return None, None
        name, colon, password = info.partition(":")
        return name, password if colon else None

    @property
    def _host_info(self):
        rest = self.netloc.rpartition("@")[2]
        _, bracket, after = rest.partition("[")
        if bracket:
            host, _, port = after.partition("]")
            port = port.partition(":")[2]
        else:
            host, _, port = rest.partition(":")
        return host, port or None

    @property
    def username(self):
        return self._user_info[0]

    @property
    def password(self):
        return self._user_info[1]

    @property
    def hostname(self):
        host = self._host_info[0]
        if not host:
            return None
        name, percent, zone = host.partition("%")
        return name.lower() + percent + zone

    @property
    def port(self):
        port = self._host_info[1]
        if port is None:
            return None
        if not (port.isdigit() and port.isascii()):
            raise ValueError(f"Port could not be cast to integer value as {port!r}")
        number = int(port)
        if not 0 <= number <= 65535:
            raise ValueError("Port out of range 0-65535")
        return number


class SplitResult(_collections.namedtuple("SplitResult", "scheme netloc path query fragment"), _NetworkLocation):
    def geturl(self):
        return urlunsplit(self)


class ParseResult(_collections.namedtuple("ParseResult", "scheme netloc path params query fragment"),
                  _NetworkLocation):
    def geturl(self):
        return urlunparse(self)


class DefragResult(_collections.namedtuple("DefragResult", "url fragment")):
    def geturl(self):
        return self.url + "#" + self.fragment if self.fragment else self.url


# ---- apart and together ----------------------------------------------------------------------------------------------


def _without_line_breaks(url):
    for character in "\t\r\n":
        url = url.replace(character, "")
    return url


def urlsplit(url, scheme="", allow_fragments=True):
    url = _without_line_breaks(url.lstrip("".join(chr(code) for code in range(33))))
    scheme = _without_line_breaks(scheme.strip())
    netloc = query = fragment = ""
    colon = url.find(":")
    if colon > 0 and url[0].isascii() and url[0].isalpha() and all(c in _SCHEME for c in url[:colon]):
        scheme, url = url[:colon].lower(), url[colon + 1:]
    if url[:2] == "//":
        end = min([url.find(mark, 2) for mark in "/?#" if url.find(mark, 2) >= 0] or [len(url)])
        netloc, url = url[2:end], url[end:]
        if ("[" in netloc) != ("]" in netloc):
            raise ValueError("Invalid IPv6 URL")
    if allow_fragments and "#" in url:
        url, fragment = url.split("#", 1)
    if "?" in url:
        url, query = url.split("?", 1)
    return SplitResult(scheme, netloc, url, query, fragment)


def urlparse(url, scheme="", allow_fragments=True):
    scheme, netloc, path, query, fragment = urlsplit(url, scheme, allow_fragments)
    params = ""
    if scheme in uses_params and ";" in path:
        semicolon = path.find(";", path.rfind("/")) if "/" in path else path.find(";")
        if semicolon >= 0:
            path, params = path[:semicolon], path[semicolon + 1:]
    return ParseResult(scheme, netloc, path, params, query, fragment)


def urlunsplit(components):
    scheme, netloc, url, query, fragment = components
    if netloc or (scheme and scheme in uses_netloc and url[:2] != "//"):
        if url and url[:1] != "/":
            url = "/" + url
        url = "//" + (netloc or "") + url
    if scheme:
        url = scheme + ":" + url
    if query:
        url = url + "?" + query
    if fragment:
        url = url + "#" + fragment
    return url


def urlunparse(components):
    scheme, netloc, path, params, query, fragment = components
    if params:
        path = f"{path};{params}"
    return urlunsplit((scheme, netloc, path, query, fragment))


def urldefrag(url):
    if "#" not in url:
        return DefragResult(url, "")
    parts = urlparse(url)
    return DefragResult(urlunparse(parts[:5] + ("",)), parts.fragment)


def _merged(base_path, path):
    """The path that `path` names when one stands at `base_path`."""
    segments = path.split("/")
    if path[:1] != "/":
        before = base_path.split("/")
        if before[-1] != "":
            before.pop()
        segments = before + segments
        segments[1:-1] = [segment for segment in segments[1:-1] if segment]
    resolved = []
    for segment in segments:
        if segment == "..":
            if resolved:
                resolved.pop()
        elif segment != ".":
            resolved.append(segment)
    if segments[-1] in (".", ".."):
        resolved.append("")
    return "/".join(resolved) or "/"


def urljoin(base, url, allow_fragments=True):
    if not base:
        return url
    if not url:
        return base
    old = urlparse(base, "", allow_fragments)
    scheme, netloc, path, params, query, fragment = urlparse(url, old.scheme, allow_fragments)
    if scheme != old.scheme or scheme not in uses_relative:
        return url
    if scheme in uses_netloc:
        if netloc:
            return urlunparse((scheme, netloc, path, params, query, fragment))
        netloc = old.netloc
    if not path and not params:
        path, params = old.path, old.params
        return urlunparse((scheme, netloc, path, params, query or old.query, fragment))
    return urlunparse((scheme, netloc, _merged(old.path, path), params, query, fragment))
