from starlette.requests import Request as _Request
from starlette.responses import Response as _Response


class _Collected(_Response):
    """What call_next returns: the answer of the inner application, still to be sent."""

    def __init__(self, messages):
        start = messages[0]
        self.status_code = start["status"]
        self.raw_headers = list(start["headers"])
        self.body = b"".join(message.get("body", b"") for message in messages[1:])
        self.background = None

    @property
    def body_iterator(self):
        return _one(self.body)


async def _one(body):
    yield body


class BaseHTTPMiddleware:
    def __init__(self, app, dispatch=None):
        self.app = app
        self.dispatch_func = self.dispatch if dispatch is None else dispatch

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def call_next(request):
            messages = []

            async def collect(message):
                messages.append(message)

            await self.app(scope, request.receive, collect)
            if not messages:
                raise RuntimeError("No response returned.")
            return _Collected(messages)

        response = await self.dispatch_func(_Request(scope, receive=receive), call_next)
        await response(scope, receive, send)

    async def dispatch(self, request, call_next):
        raise NotImplementedError()
