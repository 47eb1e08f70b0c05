import contextlib as _contextlib
import dataclasses as _dataclasses
import json as _json
import typing as _typing

import pydantic as _pydantic
from fastapi import params as _params
from fastapi.dependencies import Solved as _Solved
from fastapi.dependencies import _hints_of, dependant_of
from fastapi.encoders import jsonable_encoder as _jsonable_encoder
from fastapi.exceptions import HTTPException as _HTTPException
from fastapi.exceptions import RequestValidationError as _RequestValidationError
from starlette.concurrency import run_in_threadpool as _run_in_threadpool
from starlette.requests import Request as _Request
from starlette.responses import JSONResponse as _JSONResponse
from starlette.responses import Response as _Response
from starlette.routing import Mount, Route, Router

_UNSET = object()
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def _prepared(content, unset, defaults, none):
    if isinstance(content, _pydantic.BaseModel):
        return content.dict(by_alias=True, exclude_unset=unset, exclude_defaults=defaults, exclude_none=none)
    if isinstance(content, list):
        return [_prepared(item, unset, defaults, none) for item in content]
    if isinstance(content, dict):
        return {key: _prepared(value, unset, defaults, none) for key, value in content.items()}
    if _dataclasses.is_dataclass(content) and not isinstance(content, type):
        return _dataclasses.asdict(content)
    return content


def _with_alias(check, value):
    try:
        return check(value), []
    except _pydantic._Failed as failed:
        return None, _pydantic._under(("response",), failed.errors)


def _body_is_empty(status_code):
    return status_code is not None and (status_code < 200 or status_code in (204, 304))


class APIRoute(Route):
    def __init__(self, path, endpoint, *, response_model=_UNSET, status_code=None, tags=None, dependencies=None,
                 methods=None, name=None, response_class=_JSONResponse, response_model_include=None,
                 response_model_exclude=None, response_model_by_alias=True, response_model_exclude_unset=False,
                 response_model_exclude_defaults=False, response_model_exclude_none=False, app=None, **documentation):
        super().__init__(path, endpoint, methods=methods, name=name)
        if methods is None or "HEAD" not in [method.upper() for method in methods]:
            self.methods.discard("HEAD")
        if response_model is _UNSET:
            response_model = self._annotated(endpoint)
        self.response_model = response_model
        self.response_check = None if response_model is None else _pydantic.validator_of(response_model)
        self.status_code = int(status_code) if status_code is not None else None
        self.tags = list(tags or [])
        self.dependencies = list(dependencies or [])
        self.response_class = response_class
        self.include, self.exclude = response_model_include, response_model_exclude
        self.by_alias = response_model_by_alias
        self.omit = (response_model_exclude_unset, response_model_exclude_defaults, response_model_exclude_none)
        self.documentation = documentation
        self.dependant = dependant_of(endpoint, path, self.pattern.names)
        for depends in reversed(self.dependencies):
            self.dependant.dependencies.insert(0, dependant_of(depends.dependency, path, self.pattern.names))
        self.body_params = self.dependant.all_body_params()
        self.embed = len(self.body_params) > 1 or any(param.info.embed for param in self.body_params)
        self.app = self._app

    @staticmethod
    def _annotated(endpoint):
        """The return annotation, unless it is a response."""
        kind = _hints_of(endpoint).get("return")
        if kind is type(None) or isinstance(kind, type) and issubclass(kind, _Response):
            return None
        return kind

    async def _app(self, scope, receive, send):
        request = _Request(scope, receive, send)
        body = await self._read_body(request)
        solved = _Solved(scope.get("app"), request, body, scope.get("fastapi_astack"), self.body_params, self.embed)
        values = await solved.values_of(self.dependant)
        if solved.errors:
            raise _RequestValidationError(solved.errors, body=body)
        if self.dependant.is_coroutine:
            result = await self.endpoint(**values)
        else:
            result = await _run_in_threadpool(self.endpoint, **values)
        response = await self._respond(result, solved)
        await response(scope, receive, send)

    async def _read_body(self, request):
        if not self.body_params:
            return None
        try:
            if any(isinstance(param.info, _params.Form) for param in self.body_params):
                return await request.form()
            data = await request.body()
            if not data:
                return None
            kind = request.headers.get("content-type")
            main, _, sub = (kind or "application/json").partition(";")[0].strip().lower().partition("/")
            if main == "application" and (sub == "json" or sub.endswith("+json")):
                return _json.loads(data)
            return data
        except _json.JSONDecodeError as error:
            context = {"msg": error.msg, "doc": error.doc, "pos": error.pos, "lineno": error.lineno,
                       "colno": error.colno}
            found = {"loc": ("body", error.pos), "msg": str(error), "type": "value_error.jsondecode", "ctx": context}
            raise _RequestValidationError([found], body=error.doc) from error
        except Exception as error:
            raise _HTTPException(status_code=400, detail="There was an error parsing the body") from error

    async def _respond(self, result, solved):
        if isinstance(result, _Response):
            if result.background is None:
                result.background = solved.background
            return result
        options = {"background": solved.background}
        status_code = solved.response.status_code or self.status_code
        if status_code is not None:
            options["status_code"] = status_code
        content = await self._serialize(result)
        response = self.response_class(content, **options)
        if _body_is_empty(response.status_code):
            response.body = b""
        response.headers.raw.extend(solved.response.headers.raw)
        return response

    async def _serialize(self, result):
        if self.response_check is None:
            return _jsonable_encoder(result)
        unset, defaults, none = self.omit
        result = _prepared(result, unset, defaults, none)
        if result is None and _pydantic._allows_none(self.response_model):
            return None
        if self.dependant.is_coroutine:
            value, errors = _with_alias(self.response_check, result)
        else:
            value, errors = await _run_in_threadpool(_with_alias, self.response_check, result)
        if result is None and not errors and value is None:
            errors = [{"loc": ("response",), "msg": "none is not an allowed value",
                       "type": "type_error.none.not_allowed"}]
        if errors:
            raise _pydantic.ValidationError(errors, self.response_model)
        return _jsonable_encoder(value, include=self.include, exclude=self.exclude, by_alias=self.by_alias,
                                 exclude_unset=unset, exclude_defaults=defaults, exclude_none=none)


class APIRouter(Router):
    def __init__(self, *, prefix="", tags=None, dependencies=None, default_response_class=None, responses=None,
                 routes=None, redirect_slashes=True, on_startup=None, on_shutdown=None, lifespan=None,
                 route_class=APIRoute, deprecated=None, include_in_schema=True, **more):
        super().__init__(routes, redirect_slashes, on_startup, on_shutdown, lifespan)
        if prefix and not prefix.startswith("/"):
            raise AssertionError("A path prefix must start with '/'")
        if prefix.endswith("/"):
            raise AssertionError("A path prefix must not end with '/', as the routes will start with '/'")
        self.prefix = prefix
        self.tags = list(tags or [])
        self.dependencies = list(dependencies or [])
        self.default_response_class = default_response_class or _JSONResponse

    def add_api_route(self, path, endpoint, *, tags=None, dependencies=None, response_class=None, **options):
        self.routes.append(APIRoute(
            self.prefix + path, endpoint, tags=self.tags + list(tags or []),
            dependencies=self.dependencies + list(dependencies or []),
            response_class=response_class or self.default_response_class, **options,
        ))

    def api_route(self, path, **options):
        def decorator(function):
            self.add_api_route(path, function, **options)
            return function

        return decorator

    def get(self, path, **options):
        return self.api_route(path, methods=["GET"], **options)

    def put(self, path, **options):
        return self.api_route(path, methods=["PUT"], **options)

    def post(self, path, **options):
        return self.api_route(path, methods=["POST"], **options)

    def delete(self, path, **options):
        return self.api_route(path, methods=["DELETE"], **options)

    def options(self, path, **options):
        return self.api_route(path, methods=["OPTIONS"], **options)

    def head(self, path, **options):
        return self.api_route(path, methods=["HEAD"], **options)

    def patch(self, path, **options):
        return self.api_route(path, methods=["PATCH"], **options)

    def trace(self, path, **options):
        return self.api_route(path, methods=["TRACE"], **options)

    def include_router(self, router, *, prefix="", tags=None, dependencies=None, default_response_class=None, **more):
        if prefix and not prefix.startswith("/"):
            raise AssertionError("A path prefix must start with '/'")
        if prefix.endswith("/"):
            raise AssertionError("A path prefix must not end with '/', as the routes will start with '/'")
        if not prefix:
            for route in router.routes:
                if not getattr(route, "path", "/"):
                    raise _pydantic.PydanticUserError(
                        f"Prefix and path cannot be both empty (path operation: {route.name})")
        for route in router.routes:
            if isinstance(route, APIRoute):
                unset, defaults, none = route.omit
                self.add_api_route(
                    prefix + route.path, route.endpoint, response_model=route.response_model,
                    status_code=route.status_code, tags=list(tags or []) + route.tags,
                    dependencies=list(dependencies or []) + route.dependencies, methods=route.methods, name=route.name,
                    response_class=default_response_class or route.response_class,
                    response_model_include=route.include, response_model_exclude=route.exclude,
                    response_model_by_alias=route.by_alias, response_model_exclude_unset=unset,
                    response_model_exclude_defaults=defaults, response_model_exclude_none=none, **route.documentation,
                )
            elif isinstance(route, Mount):
                self.routes.append(Mount(prefix + route.path, route.app, route.name))
            else:
                self.routes.append(Route(prefix + route.path, route.endpoint, methods=route.methods, name=route.name))
        for handler in router.on_startup:
            self.add_event_handler("startup", handler)
        for handler in router.on_shutdown:
            self.add_event_handler("shutdown", handler)
