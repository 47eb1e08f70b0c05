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


def _caller_of(app):
    """call_next: runs the inner application to its end and returns what it sent."""
    async def call_next(request):
        messages = []

        async def collect(message):
            messages.append(message)

        await app(request.scope, request.receive, collect)
        if messages:
            return _Collected(messages)
        raise RuntimeError("No response returned.")
    return call_next


class BaseHTTPMiddleware:
    def __init__(self, app, dispatch=None):
        self.app, self.dispatch_func = app, dispatch or self.dispatch

    async def dispatch(self, request, call_next):
        raise NotImplementedError()

    async def __call__(self, scope, receive, send):
        answer = self.app
        if scope["type"] == "http":
            answer = await self.dispatch_func(_Request(scope, receive), _caller_of(self.app))
        await answer(scope, receive, send)
