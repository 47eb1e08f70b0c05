import contextlib as _contextlib
import sys as _sys

from fastapi.encoders import jsonable_encoder as _jsonable_encoder
from fastapi.exceptions import RequestValidationError as _RequestValidationError
from fastapi.routing import APIRouter as _APIRouter
from starlette.datastructures import State as _State
from starlette.exceptions import HTTPException as _HTTPException
from starlette.middleware import Middleware as _Middleware
from starlette.middleware.base import BaseHTTPMiddleware as _BaseHTTPMiddleware
from starlette.responses import JSONResponse as _JSONResponse
from starlette.responses import Response as _Response
from starlette.routing import _Exceptions, _ServerErrors


async def http_exception_handler(request, error):
    headers = getattr(error, "headers", None)
    if error.status_code < 200 or error.status_code in (204, 304):
        return _Response(status_code=error.status_code, headers=headers)
    return _JSONResponse({"detail": error.detail}, status_code=error.status_code, headers=headers)


async def request_validation_exception_handler(request, error):
    return _JSONResponse(status_code=422, content={"detail": _jsonable_encoder(error.errors())})


async def _undocumented(request):
    """Where FastAPI describes itself: what it would say is not simulated."""
    _sys.stderr.write(f"loopscope: note: {request.url.path} is not simulated: it answers 404\n")
    return _JSONResponse({"detail": "Not Found"}, status_code=404)


class _Stack:
    """What `yield` dependencies clean up stands around the router."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        failure = None
        async with _contextlib.AsyncExitStack() as stack:
            scope["fastapi_astack"] = stack
            try:
                await self.app(scope, receive, send)
            except Exception as error:
                failure = error
                raise
        if failure is not None:
            raise failure


class FastAPI:
    def __init__(self, *, debug=False, routes=None, title="FastAPI", description="", version="0.1.0", dependencies=None,
                 default_response_class=_JSONResponse, redirect_slashes=True, middleware=None, exception_handlers=None,
                 on_startup=None, on_shutdown=None, lifespan=None, root_path="", **documentation):
        self.debug, self.title, self.description, self.version = debug, title, description, version
        self.documentation = documentation
        self.root_path = root_path
        self.state = _State()
        self.dependency_overrides = {}
        self.router = _APIRouter(
            routes=routes, dependencies=dependencies, default_response_class=default_response_class,
            redirect_slashes=redirect_slashes, on_startup=on_startup, on_shutdown=on_shutdown, lifespan=lifespan,
        )
        self.exception_handlers = dict(exception_handlers or {})
        self.exception_handlers.setdefault(_HTTPException, http_exception_handler)
        self.exception_handlers.setdefault(_RequestValidationError, request_validation_exception_handler)
        self.user_middleware = list(middleware or [])
        self.middleware_stack = None
        if documentation.get("openapi_url", "") is not None:
            for path in ("/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"):
                self.router.add_route(path, _undocumented, include_in_schema=False)

    def build_middleware_stack(self):
        handlers, failure = {}, None
        for key, value in self.exception_handlers.items():
            if key in (500, Exception):
                failure = value
            else:
                handlers[key] = value
        app = _Exceptions(_Stack(self.router), handlers)
        for cls, options in reversed(self.user_middleware):
            app = cls(app=app, **options)
        return _ServerErrors(app, failure)

    async def __call__(self, scope, receive, send):
        if self.root_path:
            scope["root_path"] = self.root_path
        scope["app"] = self
        if self.middleware_stack is None:
            self.middleware_stack = self.build_middleware_stack()
        await self.middleware_stack(scope, receive, send)

    @property
    def routes(self):
        return self.router.routes

    def url_path_for(self, name, /, **params):
        return self.router.url_path_for(name, **params)

    def add_middleware(self, middleware_class, **options):
        if self.middleware_stack is not None:
            raise RuntimeError("Cannot add middleware after an application has started")
        self.user_middleware.insert(0, _Middleware(middleware_class, **options))

    def middleware(self, middleware_type):
        if middleware_type != "http":
            raise AssertionError('Currently only middleware("http") is supported.')

        def decorator(function):
            self.add_middleware(_BaseHTTPMiddleware, dispatch=function)
            return function

        return decorator

    def add_exception_handler(self, key, handler):
        self.exception_handlers[key] = handler

    def exception_handler(self, key):
        def decorator(function):
            self.exception_handlers[key] = function
            return function

        return decorator

    def on_event(self, event_type):
        return self.router.on_event(event_type)

    def add_event_handler(self, event_type, func):
        self.router.add_event_handler(event_type, func)

    def mount(self, path, app, name=None):
        self.router.mount(path, app, name)

    def add_route(self, path, route, **options):
        self.router.add_route(path, route, **options)

    def add_api_route(self, path, endpoint, **options):
        self.router.add_api_route(path, endpoint, **options)

    def include_router(self, router, **options):
        self.router.include_router(router, **options)

    def api_route(self, path, **options):
        return self.router.api_route(path, **options)

    def get(self, path, **options):
        return self.router.get(path, **options)

    def put(self, path, **options):
        return self.router.put(path, **options)

    def post(self, path, **options):
        return self.router.post(path, **options)

    def delete(self, path, **options):
        return self.router.delete(path, **options)

    def options(self, path, **options):
        return self.router.options(path, **options)

    def head(self, path, **options):
        return self.router.head(path, **options)

    def patch(self, path, **options):
        return self.router.patch(path, **options)

    def trace(self, path, **options):
        return self.router.trace(path, **options)
