from starlette.datastructures import Headers as _Headers
from starlette.responses import PlainTextResponse as _PlainTextResponse


class TrustedHostMiddleware:
    def __init__(self, app, allowed_hosts=None, www_redirect=True):
        self.app, self.hosts = app, list(allowed_hosts or ["*"])
        for pattern in self.hosts:
            if "*" in pattern[1:] or pattern.startswith("*") and pattern != "*" and not pattern.startswith("*."):
                raise AssertionError("Domain wildcard patterns must be like '*.example.com'.")

    def _fits(self, host, pattern):
        return pattern in ("*", host) or pattern.startswith("*") and host.endswith(pattern[1:])

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            host = _Headers(scope=scope).get("host", "").split(":")[0]
            if not any(self._fits(host, pattern) for pattern in self.hosts):
                await _PlainTextResponse("Invalid host header", status_code=400)(scope, receive, send)
                return
        await self.app(scope, receive, send)
