import asyncio as _asyncio

from starlette.requests import Request as _Request
from starlette.responses import StreamingResponse as _StreamingResponse


class _Inner:
    """The inner application in a task of its own, as call_next sees it: its messages come one at a time."""

    def __init__(self, app, scope, receive):
        self.messages = _asyncio.Queue(1)
        self.failure = None
        self.task = _asyncio.create_task(self._run(app, scope, receive))

    async def _run(self, app, scope, receive):
        try:
            await app(scope, receive, self.messages.put)
        except Exception as error:
            self.failure = error
        await self.messages.put(None)

    async def next(self):
        message = await self.messages.get()
        if message is None and self.failure is not None:
            failure, self.failure = self.failure, None
            raise failure
        return message

    async def answer(self):
        start = await self.next()
        if start is None:
            raise RuntimeError("No response returned.")
        answer = _StreamingResponse(self.body(), start["status"])
        answer.raw_headers = list(start["headers"])
        return answer

    async def body(self):
        while (message := await self.next()) is not None:
            if message["type"] == "http.response.body" and message.get("body"):
                yield message["body"]


class BaseHTTPMiddleware:
    def __init__(self, app, dispatch=None):
        self.app, self.dispatch_func = app, dispatch or self.dispatch

    async def dispatch(self, request, call_next):
        raise NotImplementedError()

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            await self._pass_on(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _pass_on(self, scope, receive, send):
        inners = []

        async def call_next(request):
            inners.append(_Inner(self.app, scope, request.receive))
            return await inners[-1].answer()

        try:
            answer = await self.dispatch_func(_Request(scope, receive), call_next)
            await answer(scope, receive, send)
            for inner in inners:
                await inner.task
        finally:
            for inner in inners:
                inner.task.cancel()
