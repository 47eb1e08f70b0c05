"""What a path operation needs: worked out once from its signature, found again for each request."""
import contextlib as _contextlib
import dataclasses as _dataclasses
import inspect as _inspect
import typing as _typing

import pydantic as _pydantic
from fastapi import params as _params
from fastapi.concurrency import contextmanager_in_threadpool as _contextmanager_in_threadpool
from starlette.background import BackgroundTasks as _BackgroundTasks
from starlette.concurrency import run_in_threadpool as _run_in_threadpool
from starlette.requests import HTTPConnection as _HTTPConnection
from starlette.requests import Request as _Request
from starlette.responses import Response as _Response
from starlette.routing import _is_coroutine_function

_SEQUENCES = (list, set, tuple, frozenset)
_MISSING = object()


class _Param:
    """One value that comes with the request."""

    def __init__(self, name, annotation, info):
        self.name, self.info = name, info
        if info.alias:
            self.alias = info.alias
        elif isinstance(info, _params.Header) and info.convert_underscores:
            self.alias = name.replace("_", "-")
        else:
            self.alias = name
        self.field = _pydantic.ModelField(name, annotation, info)
        self.required = self.field.required
        self.is_sequence = _is_sequence(annotation)
        self.annotation = annotation

    def default(self):
        return self.field.get_default()

    def check(self, value, loc, values, errors):
        try:
            if value is None and not self.field.allow_none:
                raise _pydantic._fail("type_error.none.not_allowed", "none is not an allowed value")
            values[self.name] = None if value is None else self.field.check(value)
        except _pydantic._Failed as failed:
            errors += _pydantic._under(loc, failed.errors)


def _without_none(annotation):
    if _typing.get_origin(annotation) is _typing.Annotated:
        return _without_none(_typing.get_args(annotation)[0])
    if _pydantic._is_union(annotation):
        kinds = [one for one in _typing.get_args(annotation) if one is not type(None)]
        return kinds[0] if len(kinds) == 1 else annotation
    return annotation


def _is_sequence(annotation):
    kind = _without_none(annotation)
    return (_typing.get_origin(kind) or kind) in _SEQUENCES


def _is_scalar(annotation):
    kind = _without_none(annotation)
    origin = _typing.get_origin(kind) or kind
    if _pydantic._is_union(kind):
        return all(_is_scalar(one) for one in _typing.get_args(kind))
    if origin in _SEQUENCES or origin is dict:
        return False
    if isinstance(origin, type):
        return not issubclass(origin, (_pydantic.BaseModel, dict)) and not _dataclasses.is_dataclass(origin)
    return True


class Dependant:
    def __init__(self, call, name=None, path="", use_cache=True):
        self.call, self.name, self.path, self.use_cache = call, name, path, use_cache
        self.path_params, self.query_params, self.header_params, self.cookie_params = [], [], [], []
        self.body_params, self.dependencies = [], []
        self.specials = []  # (name, "request" …)
        self.is_async_generator = _inspect.isasyncgenfunction(_called(call))
        self.is_generator = _inspect.isgeneratorfunction(_called(call))
        self.is_coroutine = _is_coroutine_function(call)

    def all_body_params(self):
        """Its own, and those of what it depends on; one for each name."""
        found = {}
        for dependency in self.dependencies:
            for param in dependency.all_body_params():
                found.setdefault(param.name, param)
        for param in self.body_params:
            found[param.name] = param
        return list(found.values())


def _called(call):
    if _inspect.isfunction(call) or _inspect.ismethod(call) or isinstance(call, type):
        return call
    return getattr(type(call), "__call__", call)


def _signed(call):
    """What has the parameters: of an instance, its __call__."""
    if isinstance(call, type) or _inspect.isroutine(call) or hasattr(call, "func"):
        return call
    return getattr(call, "__call__", call)


def _hints_of(call):
    if isinstance(call, type):
        call = call.__init__
    elif not _inspect.isfunction(call) and not _inspect.ismethod(call):
        call = getattr(call, "func", None) or getattr(type(call), "__call__", call)
    try:
        return _typing.get_type_hints(call, include_extras=True)
    except Exception:
        return {}


_SPECIALS = ((_Request, "request"), (_HTTPConnection, "request"), (_Response, "response"),
             (_BackgroundTasks, "background"))


def dependant_of(call, path="", names=(), name=None, use_cache=True):
    """`names`: the parameters of the path."""
    dependant = Dependant(call, name, path, use_cache)
    hints = _hints_of(call)
    for key, parameter in _inspect.signature(_signed(call)).parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            # As FastAPI does: *args and **kwargs are query parameters of these names.
            pass
        empty = parameter.default is parameter.empty
        annotation = hints.get(key, _typing.Any if parameter.annotation is parameter.empty else parameter.annotation)
        default = ... if empty else parameter.default
        if _typing.get_origin(annotation) is _typing.Annotated:
            for one in _typing.get_args(annotation)[1:]:
                if isinstance(one, _params.Depends):
                    default, annotation = one, _typing.get_args(annotation)[0]
                    break
                if isinstance(one, (_params.Param, _params.Body)):
                    given, annotation = default, _typing.get_args(annotation)[0]
                    default = _with_default(one, given)
                    break
        if isinstance(default, _params.Depends):
            inner = default.dependency if default.dependency is not None else annotation
            dependant.dependencies.append(dependant_of(inner, path, names, key, default.use_cache))
        else:
            _add_param(dependant, key, annotation, default, names)
    return dependant


def _with_default(info, default):
    if default is ...:
        return info
    copy = type(info).__new__(type(info))
    copy.__dict__.update(info.__dict__)
    copy.default = default
    return copy


def _add_param(dependant, name, annotation, default, path_names):
    if isinstance(annotation, type):
        for kind, what in _SPECIALS:
            if issubclass(annotation, kind):
                dependant.specials.append((name, what))
                return
    if isinstance(default, (_params.Param, _params.Body)):
        info = default
        if isinstance(info, _params.Path):
            info = _with_default(info, ...)
    elif name in path_names:
        info = _params.Path()
    elif _is_scalar(annotation):
        info = _params.Query(default)
    else:
        info = _params.Body(default)
    if name in path_names and not isinstance(info, _params.Path):
        raise AssertionError(f"Cannot use `{type(info).__name__}` for path param {name!r}")
    places = {
        "path": dependant.path_params, "query": dependant.query_params, "header": dependant.header_params,
        "cookie": dependant.cookie_params,
    }
    place = places[info.in_] if isinstance(info, _params.Param) else dependant.body_params
    place.append(_Param(name, annotation, info))


# ---- a request -------------------------------------------------------------------------------------------------------


def _take_params(params, source, place, values, errors):
    for param in params:
        if param.is_sequence and hasattr(source, "getlist"):
            value = source.getlist(param.alias) or param.default()
            value = None if value is None and param.required else value
        else:
            value = source.get(param.alias)
        if value is None:
            if param.required:
                errors.append({"loc": (place, param.alias), "msg": "field required", "type": "value_error.missing"})
            else:
                values[param.name] = param.default()
        else:
            param.check(value, (place, param.alias), values, errors)


def _take_body(params, embed, body, values, errors):
    for param in params:
        loc = ("body", param.alias) if embed else ("body",)
        value = body
        if embed:
            if body is None:
                value = None
            elif hasattr(body, "get"):
                value = body.get(param.alias)
            else:
                errors.append({"loc": loc, "msg": "field required", "type": "value_error.missing"})
                continue
        if value is None:
            if param.required:
                errors.append({"loc": loc, "msg": "field required", "type": "value_error.missing"})
            else:
                values[param.name] = param.default()
        else:
            param.check(value, loc, values, errors)


class Solved:
    """What has been found for one request, shared by all its dependencies."""

    def __init__(self, app, request, body, stack, body_params, embed):
        self.app, self.request, self.body, self.stack = app, request, body, stack
        self.body_params, self.embed = body_params, embed
        self.response = _Response()
        del self.response.headers["content-length"]
        self.response.status_code = None
        self.background = None
        self.cache = {}
        self.errors = []

    async def values_of(self, dependant):
        values = {}
        overrides = getattr(self.app, "dependency_overrides", {})
        for sub in dependant.dependencies:
            used = sub
            if sub.call in overrides:
                names = [param.name for param in sub.path_params]
                used = dependant_of(overrides[sub.call], sub.path, names, sub.name, sub.use_cache)
            before = len(self.errors)
            inner = await self.values_of(used)
            if len(self.errors) > before:
                continue
            if sub.use_cache and sub.call in self.cache:
                result = self.cache[sub.call]
            else:
                result = await self.call(used, inner)
            if sub.name is not None:
                values[sub.name] = result
            self.cache.setdefault(sub.call, result)
        request = self.request
        _take_params(dependant.path_params, request.path_params, "path", values, self.errors)
        _take_params(dependant.query_params, request.query_params, "query", values, self.errors)
        _take_params(dependant.header_params, request.headers, "header", values, self.errors)
        _take_params(dependant.cookie_params, request.cookies, "cookie", values, self.errors)
        if dependant.body_params:
            _take_body(dependant.body_params, self.embed, self.body, values, self.errors)
        for name, what in dependant.specials:
            if what == "background" and self.background is None:
                self.background = _BackgroundTasks()
            values[name] = getattr(self, what)
        return values

    async def call(self, dependant, values):
        call = dependant.call
        if dependant.is_async_generator:
            return await self.stack.enter_async_context(_contextlib.asynccontextmanager(call)(**values))
        if dependant.is_generator:
            manager = _contextmanager_in_threadpool(_contextlib.contextmanager(call)(**values))
            return await self.stack.enter_async_context(manager)
        if dependant.is_coroutine:
            return await call(**values)
        return await _run_in_threadpool(call, **values)
