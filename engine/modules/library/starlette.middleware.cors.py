from starlette.datastructures import Headers as _Headers
from starlette.datastructures import MutableHeaders as _MutableHeaders
from starlette.responses import PlainTextResponse as _PlainTextResponse

_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_SAFELISTED = {"Accept", "Accept-Language", "Content-Language", "Content-Type"}
_ALLOW = "Access-Control-Allow-"


class CORSMiddleware:
    def __init__(self, app, allow_origins=(), allow_methods=("GET",), allow_headers=(), allow_credentials=False,
                 allow_origin_regex=None, expose_headers=(), max_age=600):
        if allow_origin_regex is not None:
            raise NotImplementedError("allow_origin_regex is not simulated: list the origins")
        self.app = app
        self.origins, self.all = allow_origins, "*" in allow_origins
        self.explicit = not self.all or allow_credentials  # a preflight's answer names the origin
        self.methods = _METHODS if "*" in allow_methods else allow_methods
        self.all_headers = "*" in allow_headers
        allowed = sorted(_SAFELISTED | set(allow_headers))
        self.allowed = [name.lower() for name in allowed]
        credentials = {_ALLOW + "Credentials": "true"} if allow_credentials else {}
        exposed = {"Access-Control-Expose-Headers": ", ".join(expose_headers)} if expose_headers else {}
        self.simple = {**({_ALLOW + "Origin": "*"} if self.all else {}), **credentials, **exposed}
        named = {} if self.all_headers else {_ALLOW + "Headers": ", ".join(allowed)}
        self.preflight = {
            **({"Vary": "Origin"} if self.explicit else {_ALLOW + "Origin": "*"}),
            _ALLOW + "Methods": ", ".join(self.methods), "Access-Control-Max-Age": str(max_age), **named, **credentials,
        }

    def _may(self, origin):
        return self.all or origin in self.origins

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
                    answer.update(self.simple)
                    if "cookie" in headers if self.all else self._may(origin):
                        answer[_ALLOW + "Origin"] = origin
                        answer.add_vary_header("Origin")
                    message = {**message, "headers": answer.raw}
                await send(message)

            await self.app(scope, receive, with_headers)

    def _preflight(self, origin, headers):
        answer, failures = dict(self.preflight), []
        if not self._may(origin):
            failures.append("origin")
        elif self.explicit:
            answer[_ALLOW + "Origin"] = origin
        if headers["access-control-request-method"] not in self.methods:
            failures.append("method")
        asked = headers.get("access-control-request-headers")
        if asked is not None and self.all_headers:
            answer[_ALLOW + "Headers"] = asked
        elif asked is not None and any(name.strip().lower() not in self.allowed for name in asked.split(",")):
            failures.append("headers")
        text = "Disallowed CORS " + ", ".join(failures) if failures else "OK"
        return _PlainTextResponse(text, status_code=400 if failures else 200, headers=answer)
