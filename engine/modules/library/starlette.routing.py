"""Paths, routes, and a router; the middlewares around every application."""
import asyncio as _asyncio
import contextlib as _contextlib
import inspect as _inspect
import traceback as _traceback

from starlette.concurrency import run_in_threadpool as _run_in_threadpool
from starlette.datastructures import URL as _URL
from starlette.exceptions import HTTPException as _HTTPException
from starlette.requests import Request as _Request
from starlette.responses import PlainTextResponse as _PlainTextResponse
from starlette.responses import RedirectResponse as _RedirectResponse
from starlette.responses import Response as _Response


def _is_coroutine_function(function):
    while hasattr(function, "func") and hasattr(function, "keywords"):
        function = function.func
    return _asyncio.iscoroutinefunction(function) or (
        callable(function) and not isinstance(function, type)
        and _asyncio.iscoroutinefunction(getattr(type(function), "__call__", None))
    )


# ---- paths: "/users/{id:int}/files/{path:path}" ----


def _is_digits(text):
    return text.isascii() and text.isdigit()


def _is_float(text):
    whole, _, fraction = text.partition(".")
    return _is_digits(whole) and (_is_digits(fraction) or "." not in text)


def _is_uuid(text):
    parts = text.split("-")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12] and all(c in "0123456789abcdef" for c in "".join(parts))


_CONVERTERS = {
    "str": (lambda text: text != "" and "/" not in text, str),
    "path": (lambda text: True, str),
    "int": (_is_digits, int),
    "float": (_is_float, float),
    "uuid": (_is_uuid, str),
}


class _Path:
    """A path with parameters, cut into literal texts and the parameters between them."""

    def __init__(self, path):
        self.literals, self.names, self.kinds = [], [], []
        rest = path
        while "{" in rest:
            before, _, rest = rest.partition("{")
            inside, _, rest = rest.partition("}")
            name, _, kind = inside.partition(":")
            kind = kind or "str"
            if kind not in _CONVERTERS:
                raise AssertionError(f"Unknown path convertor '{kind}'")
            if name in self.names:
                raise ValueError(f"Duplicated param name {name} at path {path}")
            self.literals.append(before)
            self.names.append(name)
            self.kinds.append(_CONVERTERS[kind])
        self.literals.append(rest)

    def match(self, path):
        """The parameters, or None."""
        if not self.names:
            return {} if path == self.literals[0] else None
        if not path.startswith(self.literals[0]):
            return None
        return self._match(path, len(self.literals[0]), 0)

    def _match(self, path, start, index):
        fits, convert = self.kinds[index]
        literal = self.literals[index + 1]
        last = index + 1 == len(self.names)
        if last and literal == "":
            text = path[start:]
            return {self.names[index]: convert(text)} if fits(text) else None
        end = path.rfind(literal)  # as greedily as a regular expression
        while end >= start:
            text = path[start:end]
            if fits(text):
                if last:
                    rest = {} if end + len(literal) == len(path) else None
                else:
                    rest = self._match(path, end + len(literal), index + 1)
                if rest is not None:
                    return {self.names[index]: convert(text), **rest}
            end = path.rfind(literal, 0, end + len(literal) - 1) if end > 0 else -1
        return None


class NoMatchFound(Exception):
    def __init__(self, name, path_params):
        super().__init__(f'No route exists for name "{name}" and params "{", ".join(path_params)}".')


class BaseRoute:
    pass


class Route(BaseRoute):
    def __init__(self, path, endpoint, *, methods=None, name=None, include_in_schema=True):
        self.path, self.endpoint = path, endpoint
        self.name = name or getattr(endpoint, "__name__", type(endpoint).__name__)
        self.methods = {method.upper() for method in methods or ["GET"]}
        if "GET" in self.methods:
            self.methods.add("HEAD")
        self.pattern = _Path(path)
        self.app = _plain_endpoint(endpoint)

    def matches(self, scope):
        """2: it is for this route, 1: but for the method, 0: it is not; and what to add to the scope."""
        params = self.pattern.match(scope["path"])
        if params is None:
            return 0, {}
        more = {"endpoint": self.endpoint, "path_params": {**scope.get("path_params", {}), **params}, "route": self}
        return (1 if self.methods and scope["method"] not in self.methods else 2), more

    async def handle(self, scope, receive, send):
        if self.methods and scope["method"] not in self.methods:
            headers = {"Allow": ", ".join(sorted(self.methods))}
            if "app" in scope:
                raise _HTTPException(status_code=405, headers=headers)
            await _PlainTextResponse("Method Not Allowed", status_code=405, headers=headers)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def url_path_for(self, name, /, **params):
        if name != self.name or set(params) != set(self.pattern.names):
            raise NoMatchFound(name, params)
        path = self.pattern.literals[0]
        for index, one in enumerate(self.pattern.names):
            path += str(params[one]) + self.pattern.literals[index + 1]
        return path


def _plain_endpoint(endpoint):
    """function(request) -> response as an application."""

    async def app(scope, receive, send):
        request = _Request(scope, receive, send)
        if _is_coroutine_function(endpoint):
            response = await endpoint(request)
        else:
            response = await _run_in_threadpool(endpoint, request)
        await response(scope, receive, send)

    return app


class Mount(BaseRoute):
    def __init__(self, path, app=None, name=None):
        self.path, self.app, self.name = path.rstrip("/"), app, name

    def matches(self, scope):
        path = scope["path"]
        if path != self.path and not path.startswith(self.path + "/"):
            return 0, {}
        root = scope.get("root_path", "") + self.path
        return 2, {"root_path": root, "path": path[len(self.path):] or "/", "endpoint": self.app}

    async def handle(self, scope, receive, send):
        await self.app(scope, receive, send)


class Router:
    def __init__(self, routes=None, redirect_slashes=True, on_startup=None, on_shutdown=None, lifespan=None):
        self.routes = list(routes or [])
        self.redirect_slashes = redirect_slashes
        self.on_startup = list(on_startup or [])
        self.on_shutdown = list(on_shutdown or [])
        self.lifespan_context = _lifespan_of(lifespan) if lifespan is not None else self._default_lifespan

    @_contextlib.asynccontextmanager
    async def _default_lifespan(self, app):
        await self.startup()
        yield
        await self.shutdown()

    async def startup(self):
        for handler in self.on_startup:
            result = handler()
            if _inspect.isawaitable(result):
                await result

    async def shutdown(self):
        for handler in self.on_shutdown:
            result = handler()
            if _inspect.isawaitable(result):
                await result

    def add_event_handler(self, event_type, func):
        if event_type not in ("startup", "shutdown"):
            raise AssertionError("")
        (self.on_startup if event_type == "startup" else self.on_shutdown).append(func)

    def on_event(self, event_type):
        def decorator(function):
            self.add_event_handler(event_type, function)
            return function

        return decorator

    def add_route(self, path, endpoint, methods=None, name=None, include_in_schema=True):
        self.routes.append(Route(path, endpoint, methods=methods, name=name))

    def mount(self, path, app, name=None):
        self.routes.append(Mount(path, app, name))

    def url_path_for(self, name, /, **params):
        for route in self.routes:
            try:
                return route.url_path_for(name, **params)
            except (NoMatchFound, AttributeError):
                pass
        raise NoMatchFound(name, params)

    async def lifespan(self, scope, receive, send):
        started = False
        await receive()
        try:
            async with self.lifespan_context(scope.get("app")) as state:
                if state is not None and "state" in scope:
                    scope["state"].update(state)
                await send({"type": "lifespan.startup.complete"})
                started = True
                await receive()
        except BaseException as error:
            text = "".join(_traceback.format_exception(type(error), error, error.__traceback__))
            kind = "shutdown" if started else "startup"
            await send({"type": f"lifespan.{kind}.failed", "message": text})
            raise
        await send({"type": "lifespan.shutdown.complete"})

    async def __call__(self, scope, receive, send):
        scope.setdefault("router", self)
        if scope["type"] == "lifespan":
            await self.lifespan(scope, receive, send)
            return
        partial = None
        for route in self.routes:
            match, more = route.matches(scope)
            if match == 2:
                scope.update(more)
                await route.handle(scope, receive, send)
                return
            if match == 1 and partial is None:
                partial = route, more
        if partial is not None:
            scope.update(partial[1])
            await partial[0].handle(scope, receive, send)
            return
        if self.redirect_slashes and scope["path"] != "/":
            path = scope["path"]
            other = {**scope, "path": path.rstrip("/") if path.endswith("/") else path + "/"}
            if any(route.matches(other)[0] for route in self.routes):
                await _RedirectResponse(url=str(_URL(scope=other)))(scope, receive, send)
                return
        if "app" in scope:
            raise _HTTPException(status_code=404)
        await _PlainTextResponse("Not Found", status_code=404)(scope, receive, send)


def _lifespan_of(given):
    if _inspect.isasyncgenfunction(given):
        return _contextlib.asynccontextmanager(given)
    if _inspect.isgeneratorfunction(given):
        return _contextlib.asynccontextmanager(_as_async(given))
    return given


def _as_async(function):
    async def generator(app):
        for value in function(app):
            yield value

    return generator


class _ServerErrors:
    """Outermost: what nobody handled becomes a 500 and goes on to the server."""

    def __init__(self, app, handler=None):
        self.app, self.handler = app, handler

    async def __call__(self, scope, receive, send):
        started = False

        async def watched(message):
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched if scope["type"] == "http" else send)
        except Exception as error:
            if scope["type"] == "http" and not started:
                if self.handler is None:
                    response = _PlainTextResponse("Internal Server Error", status_code=500)
                elif _is_coroutine_function(self.handler):
                    response = await self.handler(_Request(scope), error)
                else:
                    response = await _run_in_threadpool(self.handler, _Request(scope), error)
                await response(scope, receive, send)
            raise


class _Exceptions:
    """Innermost but one: exceptions that have handlers become responses."""

    def __init__(self, app, handlers):
        self.app = app
        self.by_status = {key: value for key, value in handlers.items() if isinstance(key, int)}
        self.by_class = {_HTTPException: _http_exception}
        self.by_class.update({key: value for key, value in handlers.items() if not isinstance(key, int)})

    def _find(self, error):
        if isinstance(error, _HTTPException) and error.status_code in self.by_status:
            return self.by_status[error.status_code]
        for kind in type(error).__mro__:
            if kind in self.by_class:
                return self.by_class[kind]
        return None

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message):
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            handler = self._find(error)
            if handler is None:
                raise
            if started:
                raise RuntimeError("Caught handled exception, but response already started.") from error
            request = _Request(scope, receive=receive)
            if _is_coroutine_function(handler):
                response = await handler(request, error)
            else:
                response = await _run_in_threadpool(handler, request, error)
            await response(scope, receive, watched)


def _http_exception(request, error):
    if error.status_code in (204, 304):
        return _Response(status_code=error.status_code, headers=error.headers)
    return _PlainTextResponse(error.detail, status_code=error.status_code, headers=error.headers)
