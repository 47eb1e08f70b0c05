import json as _json

from starlette.background import BackgroundTask
from starlette.concurrency import iterate_in_threadpool as _iterate_in_threadpool
from starlette.datastructures import MutableHeaders, _quoted


def _latin(*pair):
    """A header as it is sent."""
    return tuple(text.encode("latin-1") for text in pair)


def _encoded(content, charset):
    return content if isinstance(content, bytes) else content.encode(charset)


class Response:
    charset = "utf-8"
    media_type = None

    def __init__(self, content=None, status_code=200, headers=None, media_type=None, background=None):
        self._set_up(status_code, media_type, background)
        self.body = self.render(content)
        self.init_headers(headers)

    def _set_up(self, status_code, media_type, background):
        self.background, self.status_code = background, status_code
        self.media_type = media_type if media_type is not None else type(self).media_type

    def render(self, content):
        return b"" if content is None else _encoded(content, self.charset)

    def init_headers(self, headers=None):
        self.raw_headers = [_latin(name.lower(), value) for name, value in dict(headers or {}).items()]
        given = {name for name, _ in self.raw_headers}
        for name, value in self._own_headers():
            if name.encode() not in given:
                self.raw_headers.append(_latin(name, value))

    def _own_headers(self):
        """What the response itself says, unless the script said it."""
        has_body = self.status_code >= 200 and self.status_code not in (204, 304)
        if has_body and hasattr(self, "body"):
            yield "content-length", str(len(self.body))
        if self.media_type is not None:
            is_text = self.media_type.startswith("text/")
            yield "content-type", f"{self.media_type}; charset={self.charset}" if is_text else self.media_type

    @property
    def headers(self):
        return MutableHeaders(raw=self.raw_headers)  # which changes them in their place

    def set_cookie(self, key, value="", max_age=None, expires=None, path="/", domain=None, secure=False,
                   httponly=False, samesite="lax"):
        said = {"Domain": domain, "expires": expires, "HttpOnly": httponly or None, "Max-Age": max_age, "Path": path,
                "SameSite": samesite, "Secure": secure or None}
        words = [f"{key}={value}" if value else f'{key}=""']
        words += [name if setting is True else f"{name}={setting}"
                  for name, setting in said.items() if setting is not None]
        self.raw_headers.append(_latin("set-cookie", "; ".join(words)))

    def delete_cookie(self, key, path="/", domain=None, secure=False, httponly=False, samesite="lax"):
        self.set_cookie(key, "", 0, 0, path, domain, secure, httponly, samesite)

    async def _send_body(self, send):
        await send({"type": "http.response.body", "body": self.body})

    async def __call__(self, scope, receive, send):
        start = {"status": self.status_code, "headers": self.raw_headers}
        await send({"type": "http.response.start", **start})
        await self._send_body(send)
        if self.background is not None:
            await self.background()


class HTMLResponse(Response):
    media_type = "text/html"


class PlainTextResponse(Response):
    media_type = "text/plain"


class JSONResponse(Response):
    media_type = "application/json"

    def __init__(self, content, *args, **kwargs):
        super().__init__(content, *args, **kwargs)

    def render(self, content):
        return _json.dumps(content, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()


class RedirectResponse(Response):
    def __init__(self, url, status_code=307, headers=None, background=None):
        super().__init__(b"", status_code, headers, None, background)
        self.headers["location"] = _quoted(str(url), ":/%#?=@[]!$&'()*+,;")


class StreamingResponse(Response):
    def __init__(self, content, status_code=200, headers=None, media_type=None, background=None):
        self._set_up(status_code, media_type, background)
        is_async = hasattr(content, "__aiter__")
        self.body_iterator = content if is_async else _iterate_in_threadpool(content)
        self.init_headers(headers)

    async def _send_body(self, send):
        async for part in self.body_iterator:
            await send({"more_body": True, "type": "http.response.body", "body": _encoded(part, self.charset)})
        await send({"more_body": False, "type": "http.response.body", "body": b""})
