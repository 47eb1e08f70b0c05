from starlette.datastructures import Headers as _Headers
from starlette.datastructures import MutableHeaders as _MutableHeaders
from starlette.responses import PlainTextResponse as _PlainTextResponse

_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_SAFELISTED = {"Accept", "Accept-Language", "Content-Language", "Content-Type"}


class CORSMiddleware:
    def __init__(self, app, allow_origins=(), allow_methods=("GET",), allow_headers=(), allow_credentials=False,
                 allow_origin_regex=None, expose_headers=(), max_age=600):
        if allow_origin_regex is not None:
            raise NotImplementedError("allow_origin_regex is not simulated: list the origins")
        self.app = app
        self.origins = allow_origins
        self.all = "*" in allow_origins
        self.methods = _METHODS if "*" in allow_methods else allow_methods
        self.all_headers = "*" in allow_headers
        self.allowed = sorted(_SAFELISTED | set(allow_headers))
        self.credentials = allow_credentials
        self.expose = expose_headers
        self.max_age = max_age

    def _common(self, origin):
        headers = {}
        if self.all and not self.credentials:
            headers["Access-Control-Allow-Origin"] = "*"
        elif self.all or origin in self.origins:
            headers["Access-Control-Allow-Origin"] = origin
        if self.credentials:
            headers["Access-Control-Allow-Credentials"] = "true"
        return headers

    async def __call__(self, scope, receive, send):
        headers = _Headers(scope=scope) if scope["type"] == "http" else {}
        origin = headers.get("origin")
        if origin is None:
            await self.app(scope, receive, send)
        elif scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            await self._preflight(origin, headers)(scope, receive, send)
        else:
            async def with_headers(message):
                if message["type"] == "http.response.start":
                    answer = _MutableHeaders(raw=list(message["headers"]))
                    answer.update(self._common(origin))
                    if self.expose:
                        answer["Access-Control-Expose-Headers"] = ", ".join(self.expose)
                    message = {**message, "headers": answer.raw}
                await send(message)

            await self.app(scope, receive, with_headers)

    def _preflight(self, origin, headers):
        failures = []
        if not self.all and origin not in self.origins:
            failures.append("origin")
        if headers["access-control-request-method"] not in self.methods:
            failures.append("method")
        answer = self._common(origin) if "origin" not in failures else {}
        answer["Vary"] = "Origin"
        answer["Access-Control-Allow-Methods"] = ", ".join(self.methods)
        answer["Access-Control-Max-Age"] = str(self.max_age)
        asked = headers.get("access-control-request-headers")
        answer["Access-Control-Allow-Headers"] = asked if self.all_headers and asked else ", ".join(self.allowed)
        if failures:
            return _PlainTextResponse("Disallowed CORS " + ", ".join(failures), status_code=400, headers=answer)
        return _PlainTextResponse("OK", status_code=200, headers=answer)
