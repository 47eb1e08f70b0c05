"""pydantic 1.10, as far as web applications use it: models, fields, validators, and their errors word for word."""
import collections as _collections
import collections.abc as _abc
import copy as _copy
import dataclasses as _dataclasses
import enum as _enum
import inspect as _inspect
import json as _json
import typing as _typing

VERSION = "1.10.4"
_MISSING = object()


# ---- errors ----------------------------------------------------------------------------------------------------------


class _Failed(Exception):
    """What a validator found: a list of {"loc": tuple, "msg": str, "type": str[, "ctx": dict]}."""

    def __init__(self, errors):
        self.errors = errors


def _fail(kind, message, context=None):
    error = {"loc": (), "msg": message, "type": kind}
    if context:
        error["ctx"] = context
    return _Failed([error])


def _under(loc, errors):
    moved = []
    for error in errors:
        copy = {"loc": loc + error["loc"], "msg": error["msg"], "type": error["type"]}
        if "ctx" in error:
            copy["ctx"] = error["ctx"]
        moved.append(copy)
    return moved


def _error_of(exception):
    """The error that a validator of the application raised."""
    if isinstance(exception, AssertionError):
        kind = "assertion_error"
    elif isinstance(exception, TypeError):
        kind = "type_error"
    else:
        kind = "value_error"
    return _fail(kind, str(exception))


class ValidationError(ValueError):
    def __init__(self, errors, model):
        super().__init__(errors, model)
        self.raw_errors = errors
        self.model = model

    def errors(self):
        return self.raw_errors

    def json(self, *, indent=2):
        return _json.dumps([{**error, "loc": list(error["loc"])} for error in self.raw_errors], indent=indent)

    def __str__(self):
        count = len(self.raw_errors)
        name = getattr(self.model, "__name__", str(self.model))
        lines = [f"{count} validation error{'' if count == 1 else 's'} for {name}"]
        for error in self.raw_errors:
            lines.append(" -> ".join(str(part) for part in error["loc"]))
            details = "".join(f"; {key}={value}" for key, value in error.get("ctx", {}).items())
            lines.append(f"  {error['msg']} (type={error['type']}{details})")
        return "\n".join(lines)


ValidationError.__module__ = "pydantic.error_wrappers"


class PydanticUserError(TypeError):
    pass


# ---- fields ----------------------------------------------------------------------------------------------------------


class FieldInfo:
    _limits = ("gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length", "min_items", "max_items", "const")

    def __init__(self, default=..., *, default_factory=None, alias=None, regex=None, **more):
        if regex is not None:
            raise NotImplementedError("regex= is not simulated: write a @validator instead")
        if default is not ... and default_factory is not None:
            raise ValueError("cannot specify both default and default_factory")
        self.default = default
        self.default_factory = default_factory
        self.alias = alias
        for name in self._limits:
            setattr(self, name, more.pop(name, None))
        self.allow_mutation = more.pop("allow_mutation", True)
        self.title = more.pop("title", None)
        self.description = more.pop("description", None)
        self.extra = more

    def get_default(self):
        if self.default_factory is not None:
            return self.default_factory()
        return _copied(self.default)

    def __repr__(self):
        return f"FieldInfo(default={self.default!r}, extra={self.extra!r})"


def Field(default=..., **options):
    return FieldInfo(default, **options)


class ModelField:
    """A field of a model."""

    def __init__(self, name, annotation, info):
        self.name = name
        self.annotation = self.outer_type_ = self.type_ = annotation
        self.field_info = info
        self.alias = info.alias or name
        optional = _allows_none(annotation)
        self.required = info.default is ... and info.default_factory is None and not optional
        self.allow_none = optional or info.default is None
        self.default = None if info.default is ... else info.default
        self.pre, self.post = [], []
        self.check = validator_of(annotation, info)

    def copy(self):
        """For a subclass, whose validators are not the base's."""
        made = _copy.copy(self)
        made.pre, made.post = list(self.pre), list(self.post)
        return made

    def get_default(self):
        return None if self.field_info.default is ... and self.field_info.default_factory is None else (
            self.field_info.get_default()
        )

    def validate(self, value, values, model):
        for function, *_ in self.pre:
            value = function(model, value, values, self)
        if value is None and self.allow_none:
            if not self.post:
                return None
        else:
            value = self.check(value)
        for function, each, *_ in self.post:
            if each and isinstance(value, (list, tuple, set)):
                value = type(value)(function(model, item, values, self) for item in value)
            else:
                value = function(model, value, values, self)
        return value


def _copied(value):
    return _copy.deepcopy(value) if isinstance(value, (list, dict, set)) else value


def _allows_none(annotation):
    if annotation is None or annotation is type(None) or annotation is _typing.Any or annotation is object:
        return True
    if _typing.get_origin(annotation) is _typing.Annotated:
        return _allows_none(_typing.get_args(annotation)[0])
    return _is_union(annotation) and type(None) in _typing.get_args(annotation)


def _is_union(annotation):
    origin = _typing.get_origin(annotation)
    return origin is _typing.Union or type(annotation).__name__ == "UnionType"


# ---- validators of types ---------------------------------------------------------------------------------------------


def _int(value):
    if type(value) is int:
        return value
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        raise _fail("type_error.integer", "value is not a valid integer") from None


def _float(value):
    if type(value) is float:
        return value
    try:
        return float(value)
    except (TypeError, ValueError):
        raise _fail("type_error.float", "value is not a valid float") from None


def _str(value):
    if isinstance(value, str):
        return value.value if isinstance(value, _enum.Enum) else value
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, bytes):
        return value.decode()
    raise _fail("type_error.str", "str type expected")


def _bool(value):
    if value is True or value is False:
        return value
    if isinstance(value, bytes):
        value = value.decode()
    key = value.lower() if isinstance(value, str) else value
    if isinstance(key, (str, int, float)):
        if key in (0, "0", "off", "f", "false", "n", "no"):
            return False
        if key in (1, "1", "on", "t", "true", "y", "yes"):
            return True
    raise _fail("type_error.bool", "value could not be parsed to a boolean")


def _bytes(value):
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, (int, float)):
        return str(value).encode()
    raise _fail("type_error.bytes", "byte type expected")


def _none(value):
    if value is not None:
        raise _fail("value_error.const", "unexpected value; permitted: None", {"given": value, "permitted": (None,)})
    return None


def _dict(value):
    if isinstance(value, dict):
        return value
    try:
        return dict(value)
    except (TypeError, ValueError):
        raise _fail("type_error.dict", "value is not a valid dict") from None


def _callable(value):
    if callable(value):
        return value
    raise _fail("type_error.callable", f"{value!r} is not callable")


_SIMPLE = {
    int: _int, float: _float, str: _str, bool: _bool, bytes: _bytes, dict: _dict, type(None): _none, None: _none,
}
_SEQUENCES = (list, tuple, set, frozenset, _collections.deque)


def _items(value, item, name):
    if not isinstance(value, _SEQUENCES) and not _inspect.isgenerator(value):
        raise _fail(f"type_error.{name}", f"value is not a valid {name}")
    result, errors = [], []
    for index, one in enumerate(value):
        try:
            result.append(item(one))
        except _Failed as failed:
            errors += _under((index,), failed.errors)
    if errors:
        raise _Failed(errors)
    return result


def _sequence_of(kind, item):
    name = kind.__name__
    return lambda value: kind(_items(value, item, name))


def _tuple_of(items):
    def check(value):
        if not isinstance(value, _SEQUENCES):
            raise _fail("type_error.tuple", "value is not a valid tuple")
        value = tuple(value)
        if len(value) != len(items):
            context = {"actual_length": len(value), "expected_length": len(items)}
            raise _fail("value_error.tuple.length", f"wrong tuple length {len(value)}, expected {len(items)}", context)
        result, errors = [], []
        for index, (one, item) in enumerate(zip(value, items)):
            try:
                result.append(item(one))
            except _Failed as failed:
                errors += _under((index,), failed.errors)
        if errors:
            raise _Failed(errors)
        return tuple(result)

    return check


def _mapping_of(key_check, value_check):
    def check(value):
        result, errors = {}, []
        for key, one in _dict(value).items():
            try:
                new_key = key_check(key)
            except _Failed as failed:
                errors += _under(("__key__",), failed.errors)
                continue
            try:
                result[new_key] = value_check(one)
            except _Failed as failed:
                errors += _under((key,), failed.errors)
        if errors:
            raise _Failed(errors)
        return result

    return check


def _union_of(checks, optional):
    def check(value):
        if value is None and optional:
            return None
        errors = []
        for one in checks:
            try:
                return one(value)
            except _Failed as failed:
                errors += failed.errors
        raise _Failed(errors)

    return check


def _literal_of(permitted):
    def check(value):
        for one in permitted:
            if one == value and type(one) is type(value):
                return one
        texts = ", ".join(repr(one) for one in permitted)
        raise _fail("value_error.const", f"unexpected value; permitted: {texts}",
                    {"given": value, "permitted": permitted})

    return check


def _enum_of(kind):
    def check(value):
        try:
            return kind(value)
        except ValueError:
            permitted = ", ".join(repr(member.value) for member in kind)
            raise _fail("type_error.enum", f"value is not a valid enumeration member; permitted: {permitted}",
                        {"enum_values": list(kind)}) from None

    return check


def _dataclass_of(kind):
    hints = _typing.get_type_hints(kind)
    checks = {one.name: validator_of(hints[one.name]) for one in _dataclasses.fields(kind) if one.init}

    def check(value):
        if isinstance(value, kind):
            return value
        if not isinstance(value, dict):
            raise _fail("type_error.dataclass", f"instance of {kind.__name__}, tuple or dict expected",
                        {"class_name": kind.__name__})
        try:
            made = kind(**value)
        except TypeError as error:
            raise _fail("type_error", str(error)) from None
        errors = []
        for name, one in checks.items():
            try:
                object.__setattr__(made, name, one(getattr(made, name)))
            except _Failed as failed:
                errors += _under((name,), failed.errors)
        if errors:
            raise _Failed(errors)
        return made

    return check


def _instance_of(kind):
    def check(value):
        if isinstance(value, kind):
            return value
        name = kind.__name__
        raise _fail("type_error.arbitrary_type", f"instance of {name} expected", {"expected_arbitrary_type": name})

    return check


def _model_of(kind):
    def check(value):
        try:
            return kind.validate(value)
        except ValidationError as error:
            raise _Failed(error.raw_errors) from None

    return check


def _container(annotation, origin, arguments):
    kinds = {
        list: list, set: set, frozenset: frozenset, _collections.deque: _collections.deque,
        _abc.Sequence: list, _abc.Iterable: list, _abc.Set: set,
        _abc.MutableSequence: list, _abc.Collection: list,
    }
    if origin in kinds:
        return _sequence_of(kinds[origin], _inner(arguments[0]) if arguments else _any)
    if origin is tuple:
        if not arguments:
            return _sequence_of(tuple, _any)
        if len(arguments) == 2 and arguments[1] is ...:
            return _sequence_of(tuple, _inner(arguments[0]))
        return _tuple_of([_inner(one) for one in arguments])
    if isinstance(origin, type) and issubclass(origin, _abc.Mapping):
        if not arguments:
            return _dict
        return _mapping_of(_inner(arguments[0]), _inner(arguments[1]))
    if origin is _abc.Callable:
        return _callable
    return None


def _any(value):
    return value


def _inner(annotation):
    """The validator of what a container holds."""
    check, optional = validator_of(annotation), _allows_none(annotation)

    def check_or_none(value):
        if value is None:
            if optional:
                return None
            raise _fail("type_error.none.not_allowed", "none is not an allowed value")
        return check(value)

    return check_or_none


def _plain(annotation):
    if annotation is _typing.Any or annotation is object or isinstance(annotation, _typing.TypeVar):
        return _any
    if annotation in _SIMPLE:
        return _SIMPLE[annotation]
    origin = _typing.get_origin(annotation)
    arguments = _typing.get_args(annotation)
    if origin is _typing.Annotated:
        infos = [one for one in arguments[1:] if isinstance(one, FieldInfo)]
        return validator_of(arguments[0], infos[0] if infos else None)
    if _is_union(annotation):
        checks = [validator_of(one) for one in arguments if one is not type(None)]
        return _union_of(checks, type(None) in arguments)
    if origin is _typing.Literal:
        return _literal_of(arguments)
    found = _container(annotation, origin or annotation, arguments)
    if found is not None:
        return found
    if isinstance(annotation, type):
        if annotation.__module__ in ("datetime", "uuid"):
            from _pydantic_dates import checks  # they cost more to import than the rest of this module

            if annotation in checks:
                return checks[annotation]
        if hasattr(annotation, "__get_validators__"):
            return _chain_of(list(annotation.__get_validators__()))
        if issubclass(annotation, BaseModel):
            return _model_of(annotation)
        if issubclass(annotation, _enum.Enum):
            return _enum_of(annotation)
        if _dataclasses.is_dataclass(annotation):
            return _dataclass_of(annotation)
        for base in (bool, int, float, str, bytes):
            if issubclass(annotation, base):
                simple = _SIMPLE[base]
                return lambda value: annotation(simple(value))
        return _instance_of(annotation)
    return _any


def _chain_of(functions):
    def check(value):
        for function in functions:
            try:
                value = function(value)
            except (ValueError, TypeError, AssertionError) as exception:
                raise _error_of(exception) from None
        return value

    return check


# ---- limits ----------------------------------------------------------------------------------------------------------


def _check_limits(value, info):
    if isinstance(value, (int, float)):
        bounds = (
            ("gt", "not_gt", "greater than", lambda limit: value > limit),
            ("ge", "not_ge", "greater than or equal to", lambda limit: value >= limit),
            ("lt", "not_lt", "less than", lambda limit: value < limit),
            ("le", "not_le", "less than or equal to", lambda limit: value <= limit),
        )
        for name, kind, words, holds in bounds:
            limit = getattr(info, name)
            if limit is not None and not holds(limit):
                raise _fail(f"value_error.number.{kind}", f"ensure this value is {words} {limit}",
                            {"limit_value": limit})
        if info.multiple_of is not None and value % info.multiple_of != 0:
            raise _fail("value_error.number.not_multiple", f"ensure this value is a multiple of {info.multiple_of}",
                        {"multiple_of": info.multiple_of})
    elif isinstance(value, (str, bytes)):
        _check_size(len(value), info.min_length, info.max_length, "any_str", "length", "characters")
    elif isinstance(value, (list, set, frozenset, tuple)):
        kind = "set" if isinstance(value, (set, frozenset)) else "list"
        _check_size(len(value), info.min_items, info.max_items, kind, "items", "items")
    return value


def _check_size(size, least, most, kind, what, unit):
    if least is not None and size < least:
        raise _fail(f"value_error.{kind}.min_{what}", f"ensure this value has at least {least} {unit}",
                    {"limit_value": least})
    if most is not None and size > most:
        raise _fail(f"value_error.{kind}.max_{what}", f"ensure this value has at most {most} {unit}",
                    {"limit_value": most})


def validator_of(annotation, info=None):
    """A function that converts a value to the annotated type, or raises _Failed."""
    plain = _plain(annotation)
    if info is None or all(getattr(info, name) is None for name in FieldInfo._limits):
        return plain
    return lambda value: _check_limits(plain(value), info)


class _Constrained:
    """What conint(…), constr(…) … return: `Annotated[int, Field(…)]`."""


def conint(*, gt=None, ge=None, lt=None, le=None, multiple_of=None):
    return _typing.Annotated[int, FieldInfo(gt=gt, ge=ge, lt=lt, le=le, multiple_of=multiple_of)]


def confloat(*, gt=None, ge=None, lt=None, le=None, multiple_of=None):
    return _typing.Annotated[float, FieldInfo(gt=gt, ge=ge, lt=lt, le=le, multiple_of=multiple_of)]


def constr(*, min_length=None, max_length=None):
    return _typing.Annotated[str, FieldInfo(min_length=min_length, max_length=max_length)]


def conlist(item_type, *, min_items=None, max_items=None):
    return _typing.Annotated[list[item_type], FieldInfo(min_items=min_items, max_items=max_items)]


PositiveInt = conint(gt=0)
NonNegativeInt = conint(ge=0)
NegativeInt = conint(lt=0)
PositiveFloat = confloat(gt=0)
NonNegativeFloat = confloat(ge=0)


# ---- models ----------------------------------------------------------------------------------------------------------


class Extra(str, _enum.Enum):
    allow = "allow"
    ignore = "ignore"
    forbid = "forbid"


class BaseConfig:
    extra = "ignore"
    allow_mutation = True
    orm_mode = False
    use_enum_values = False
    allow_population_by_field_name = False
    validate_assignment = False


class _Marked:
    """A method that @validator or @root_validator has marked."""

    def __init__(self, function, names, pre, each=False, always=False):
        self.function, self.names, self.pre, self.each, self.always = function, names, pre, each, always


def _plain_function(function):
    return getattr(function, "__func__", function)


def validator(*names, pre=False, each_item=False, always=False, allow_reuse=False, check_fields=True):
    return lambda function: _Marked(_plain_function(function), names, pre, each_item, always)


def root_validator(function=None, *, pre=False, skip_on_failure=False, allow_reuse=False):
    if function is not None:
        return _Marked(_plain_function(function), None, False)
    return lambda function: _Marked(_plain_function(function), None, pre)


def _adapt(function):
    """Validators may take (cls, v), and also values, field, config by name."""
    names = list(_inspect.signature(function).parameters)[2:]

    def call(model, value, values, field):
        more = {"values": values, "field": field, "config": getattr(model, "__config__", None)}
        try:
            if names and names[0] in ("kwargs",):
                return function(model, value, **more)
            return function(model, value, **{name: more[name] for name in names if name in more})
        except (ValueError, TypeError, AssertionError) as exception:
            if isinstance(exception, ValidationError):
                raise _Failed(exception.raw_errors) from None
            raise _error_of(exception) from None

    return call


class BaseModel:
    __fields__ = {}
    __config__ = BaseConfig
    __root_validators__ = ()
    __validators__ = ()

    def __init_subclass__(cls, **options):
        super().__init_subclass__()
        config = cls.__dict__.get("Config")
        if config is not None or options:
            bases = (config, cls.__config__) if config is not None else (cls.__config__,)
            cls.__config__ = type("Config", bases, dict(options))
        marked = [one for one in cls.__dict__.values() if isinstance(one, _Marked)]
        cls.__validators__ = cls.__validators__ + tuple(one for one in marked if one.names is not None)
        cls.__root_validators__ = cls.__root_validators__ + tuple(one for one in marked if one.names is None)
        try:
            cls._make_fields()
        except NameError:
            cls.__fields__ = None  # it names a class that does not exist yet: see _ready

    @classmethod
    def _make_fields(cls):
        hints = _typing.get_type_hints(cls, include_extras=True)
        fields = {}
        for base in reversed(cls.__mro__[1:]):
            for name, field in (base.__dict__.get("__fields__") or {}).items():
                fields[name] = field.copy()
        for name in cls.__dict__.get("__annotations__", {}):
            if not name.startswith("_") and _typing.get_origin(hints[name]) is not _typing.ClassVar:
                fields[name] = cls._make_field(name, hints[name])
        for marked in cls.__validators__:
            targets = fields if "*" in marked.names else marked.names
            for name in targets:
                if name in fields and marked in cls.__validators__:
                    place = fields[name].pre if marked.pre else fields[name].post
                    if all(one[-1] is not marked for one in place):
                        place.append((_adapt(marked.function), marked.each, marked.always, marked))
        cls.__fields__ = fields

    @classmethod
    def _make_field(cls, name, annotation):
        default = cls.__dict__.get(name, ...)
        info = default if isinstance(default, FieldInfo) else FieldInfo(default)
        if _typing.get_origin(annotation) is _typing.Annotated and not isinstance(default, FieldInfo):
            for one in _typing.get_args(annotation)[1:]:
                if isinstance(one, FieldInfo):
                    info = _copy.copy(one)
                    info.default = default if default is not ... else one.default
        if name in cls.__dict__:
            delattr(cls, name)
        return ModelField(name, annotation, info)

    @classmethod
    def _ready(cls):
        if cls.__fields__ is None:
            cls._make_fields()
        return cls.__fields__

    @classmethod
    def update_forward_refs(cls, **names):
        cls.__fields__ = None
        cls._ready()

    model_rebuild = update_forward_refs

    def __init__(__self, **data):
        values, given, errors = __self.__class__._validate(data)
        if errors:
            raise ValidationError(errors, __self.__class__)
        object.__setattr__(__self, "__dict__", values)
        object.__setattr__(__self, "__fields_set__", given)

    @classmethod
    def _validate(cls, data):
        values, given, errors = {}, set(), []
        config = cls.__config__
        for marked in cls.__root_validators__:
            if marked.pre:
                try:
                    data = marked.function(cls, dict(data))
                except (ValueError, TypeError, AssertionError) as exception:
                    return {}, given, _under(("__root__",), _error_of(exception).errors)
        fields = cls._ready()
        used = set()
        for name, field in fields.items():
            key = field.alias
            if key not in data and config.allow_population_by_field_name:
                key = name
            if key not in data:
                if field.required:
                    errors.append({"loc": (field.alias,), "msg": "field required", "type": "value_error.missing"})
                    continue
                value = field.get_default()
                if not any(one[2] for one in field.pre + field.post):
                    values[name] = value
                    continue
            else:
                used.add(key)
                value = data[key]
                given.add(name)
            try:
                if value is None and not field.allow_none and not field.pre:
                    raise _fail("type_error.none.not_allowed", "none is not an allowed value")
                value = field.validate(value, values, cls)
                values[name] = value.value if config.use_enum_values and isinstance(value, _enum.Enum) else value
            except _Failed as failed:
                errors += _under((field.alias,), failed.errors)
        cls._take_extra(data, used, values, given, errors)
        for marked in cls.__root_validators__:
            if not marked.pre:
                try:
                    values = marked.function(cls, values)
                except (ValueError, TypeError, AssertionError) as exception:
                    errors += _under(("__root__",), _error_of(exception).errors)
        return values, given, errors

    @classmethod
    def _take_extra(cls, data, used, values, given, errors):
        extra = getattr(cls.__config__.extra, "value", cls.__config__.extra)
        if extra == "ignore":
            return
        for key, value in data.items():
            if key in used:
                continue
            if extra == "allow":
                values[key] = value
                given.add(key)
            else:
                errors.append({"loc": (key,), "msg": "extra fields not permitted", "type": "value_error.extra"})

    @classmethod
    def validate(cls, value):
        if isinstance(value, cls):
            return value.copy()
        if cls.__config__.orm_mode and not isinstance(value, dict):
            return cls.from_orm(value)
        return cls(**_dict(value))

    @classmethod
    def parse_obj(cls, value):
        if not isinstance(value, dict):
            try:
                value = dict(value)
            except (TypeError, ValueError):
                message = f"{cls.__name__} expected dict not {type(value).__name__}"
                raise ValidationError([{"loc": ("__root__",), "msg": message, "type": "type_error"}], cls) from None
        return cls(**value)

    model_validate = parse_obj

    @classmethod
    def parse_raw(cls, text):
        try:
            value = _json.loads(text)
        except ValueError as error:
            context = {"msg": error.msg, "doc": error.doc, "pos": error.pos, "lineno": error.lineno,
                       "colno": error.colno}
            found = {"loc": ("__root__",), "msg": str(error), "type": "value_error.jsondecode", "ctx": context}
            raise ValidationError([found], cls) from None
        return cls.parse_obj(value)

    model_validate_json = parse_raw

    @classmethod
    def from_orm(cls, value):
        names = [field.alias for field in cls._ready().values() if hasattr(value, field.alias)]
        return cls(**{name: getattr(value, name) for name in names})

    @classmethod
    def construct(cls, _fields_set=None, **values):
        self = cls.__new__(cls)
        full = {name: field.get_default() for name, field in cls._ready().items() if not field.required}
        full.update(values)
        object.__setattr__(self, "__dict__", full)
        object.__setattr__(self, "__fields_set__", set(values) if _fields_set is None else _fields_set)
        return self

    model_construct = construct

    def dict(self, *, include=None, exclude=None, by_alias=False, exclude_unset=False, exclude_defaults=False,
             exclude_none=False):
        result = {}
        fields = self.__class__._ready()
        for name, value in self.__dict__.items():
            if name == "__fields_set__" or (include is not None and name not in include):
                continue
            if exclude is not None and name in exclude or exclude_unset and name not in self.__fields_set__:
                continue
            field = fields.get(name)
            if exclude_defaults and field is not None and not field.required and value == field.get_default():
                continue
            if exclude_none and value is None:
                continue
            key = field.alias if by_alias and field is not None else name
            result[key] = _dumped(value, by_alias, exclude_unset, exclude_defaults, exclude_none)
        return result

    def json(self, *, include=None, exclude=None, by_alias=False, exclude_unset=False, exclude_defaults=False,
             exclude_none=False, **options):
        data = self.dict(include=include, exclude=exclude, by_alias=by_alias, exclude_unset=exclude_unset,
                         exclude_defaults=exclude_defaults, exclude_none=exclude_none)
        return _json.dumps(data, default=pydantic_encoder, **options)

    def model_dump(self, *, mode="python", **options):
        data = self.dict(**options)
        return _json.loads(_json.dumps(data, default=pydantic_encoder)) if mode == "json" else data

    def model_dump_json(self, *, indent=None, **options):
        separators = (",", ":") if indent is None else None
        return self.json(indent=indent, separators=separators, ensure_ascii=False, **options)

    def copy(self, *, include=None, exclude=None, update=None, deep=False):
        values = {
            name: value for name, value in self.__dict__.items()
            if name != "__fields_set__" and (include is None or name in include)
            and (exclude is None or name not in exclude)
        }
        values.update(update or {})
        made = self.__class__.__new__(self.__class__)
        object.__setattr__(made, "__dict__", _copy.deepcopy(values) if deep else values)
        object.__setattr__(made, "__fields_set__", self.__fields_set__ | set(update or {}))
        return made

    model_copy = copy

    def __setattr__(self, name, value):
        cls = self.__class__
        if name.startswith("_"):
            return object.__setattr__(self, name, value)
        extra = getattr(cls.__config__.extra, "value", cls.__config__.extra)
        field = cls._ready().get(name)
        if field is None and extra != "allow":
            raise ValueError(f'"{cls.__name__}" object has no field "{name}"')
        if not cls.__config__.allow_mutation or getattr(cls.__config__, "frozen", False):
            raise TypeError(f'"{cls.__name__}" is immutable and does not support item assignment')
        if field is not None and cls.__config__.validate_assignment:
            try:
                value = field.validate(value, dict(self.__dict__), cls)
            except _Failed as failed:
                raise ValidationError(_under((field.alias,), failed.errors), cls) from None
        self.__dict__[name] = value
        self.__fields_set__.add(name)

    def _shown(self):
        return [(name, value) for name, value in self.__dict__.items() if name != "__fields_set__"]

    def __eq__(self, other):
        if isinstance(other, BaseModel):
            return self.dict() == other.dict()
        return self.dict() == other

    def __iter__(self):
        yield from self._shown()

    def __repr__(self):
        return f"{self.__class__.__name__}({', '.join(f'{name}={value!r}' for name, value in self._shown())})"

    def __str__(self):
        return " ".join(f"{name}={value!r}" for name, value in self._shown())


BaseModel.__module__ = "pydantic.main"


def _dumped(value, *options):
    if isinstance(value, BaseModel):
        by_alias, unset, defaults, none = options
        return value.dict(by_alias=by_alias, exclude_unset=unset, exclude_defaults=defaults, exclude_none=none)
    if isinstance(value, dict):
        return {key: _dumped(one, *options) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return type(value)(_dumped(one, *options) for one in value)
    return value


def _json_of(value):
    """What stands in JSON for a date, a time, an identifier, a secret; anything else as it is."""
    module = type(value).__module__
    if module == "datetime":
        return value.total_seconds() if hasattr(value, "total_seconds") else value.isoformat()
    return str(value) if module == "uuid" or isinstance(value, SecretStr) else value


def pydantic_encoder(value):
    if isinstance(value, BaseModel):
        return value.dict()
    if _dataclasses.is_dataclass(value):
        return _dataclasses.asdict(value)
    if isinstance(value, _enum.Enum):
        return value.value
    if isinstance(value, (set, frozenset, _collections.deque)) or _inspect.isgenerator(value):
        return list(value)
    if isinstance(value, bytes):
        return value.decode()
    plain = _json_of(value)
    if plain is not value:
        return plain
    raise TypeError(f"Object of type '{type(value).__name__}' is not JSON serializable")


def create_model(__name, *, __base__=BaseModel, **fields):
    space, annotations = {}, {}
    for name, given in fields.items():
        annotations[name], space[name] = given if isinstance(given, tuple) else (type(given), given)
        if space[name] is ...:
            del space[name]
    return type(__name, (__base__,), {"__annotations__": annotations, **space})


def parse_obj_as(kind, value):
    try:
        return validator_of(kind)(value)
    except _Failed as failed:
        name = kind.__name__ if isinstance(kind, type) else str(kind).replace("typing.", "")
        parsing = type(f"ParsingModel[{name}]", (), {})
        raise ValidationError(_under(("__root__",), failed.errors), parsing) from None


from _pydantic_addresses import AnyHttpUrl, AnyUrl, EmailStr, HttpUrl, SecretStr
