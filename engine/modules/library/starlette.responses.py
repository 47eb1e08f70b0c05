import json as _json

from starlette.background import BackgroundTask
from starlette.concurrency import iterate_in_threadpool as _iterate_in_threadpool
from starlette.datastructures import MutableHeaders, _quoted


class Response:
    media_type = None
    charset = "utf-8"

    def __init__(self, content=None, status_code=200, headers=None, media_type=None, background=None):
        self.status_code = status_code
        if media_type is not None:
            self.media_type = media_type
        self.background = background
        self.body = self.render(content)
        self.init_headers(headers)

    def render(self, content):
        if content is None:
            return b""
        return content if isinstance(content, bytes) else content.encode(self.charset)

    def init_headers(self, headers=None):
        raw = [(key.lower().encode("latin-1"), value.encode("latin-1")) for key, value in (headers or {}).items()]
        names = [key for key, _ in raw]
        body = getattr(self, "body", None)
        if body is not None and b"content-length" not in names:
            if not (self.status_code < 200 or self.status_code in (204, 304)):
                raw.append((b"content-length", str(len(body)).encode("latin-1")))
        content_type = self.media_type
        if content_type is not None and b"content-type" not in names:
            if content_type.startswith("text/"):
                content_type += "; charset=" + self.charset
            raw.append((b"content-type", content_type.encode("latin-1")))
        self.raw_headers = raw

    @property
    def headers(self):
        if not hasattr(self, "_headers"):
            self._headers = MutableHeaders(raw=self.raw_headers)
        return self._headers

    def set_cookie(self, key, value="", max_age=None, expires=None, path="/", domain=None, secure=False,
                   httponly=False, samesite="lax"):
        text = f"{key}={value}" if value else f'{key}=""'
        if domain is not None:
            text += f"; Domain={domain}"
        if expires is not None:
            text += f"; expires={expires}"
        if httponly:
            text += "; HttpOnly"
        if max_age is not None:
            text += f"; Max-Age={max_age}"
        if path is not None:
            text += f"; Path={path}"
        if samesite is not None:
            text += f"; SameSite={samesite}"
        if secure:
            text += "; Secure"
        self.raw_headers.append((b"set-cookie", text.encode("latin-1")))

    def delete_cookie(self, key, path="/", domain=None, secure=False, httponly=False, samesite="lax"):
        self.set_cookie(key, max_age=0, expires=0, path=path, domain=domain, secure=secure, httponly=httponly,
                        samesite=samesite)

    async def __call__(self, scope, receive, send):
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body})
        if self.background is not None:
            await self.background()


class HTMLResponse(Response):
    media_type = "text/html"


class PlainTextResponse(Response):
    media_type = "text/plain"


class JSONResponse(Response):
    media_type = "application/json"

    def __init__(self, content, status_code=200, headers=None, media_type=None, background=None):
        super().__init__(content, status_code, headers, media_type, background)

    def render(self, content):
        text = _json.dumps(content, ensure_ascii=False, allow_nan=False, indent=None, separators=(",", ":"))
        return text.encode("utf-8")


class RedirectResponse(Response):
    def __init__(self, url, status_code=307, headers=None, background=None):
        super().__init__(b"", status_code, headers, None, background)
        self.headers["location"] = _quoted(str(url), ":/%#?=@[]!$&'()*+,;")


class StreamingResponse(Response):
    def __init__(self, content, status_code=200, headers=None, media_type=None, background=None):
        self.body_iterator = content if hasattr(content, "__aiter__") else _iterate_in_threadpool(content)
        self.status_code = status_code
        self.media_type = self.media_type if media_type is None else media_type
        self.background = background
        self.init_headers(headers)

    async def __call__(self, scope, receive, send):
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for chunk in self.body_iterator:
            chunk = chunk if isinstance(chunk, bytes) else chunk.encode(self.charset)
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        if self.background is not None:
            await self.background()
