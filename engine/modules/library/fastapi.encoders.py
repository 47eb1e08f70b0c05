import collections as _collections
import dataclasses as _dataclasses
import enum as _enum
import inspect as _inspect

from pydantic import BaseModel as _BaseModel
from pydantic import _json_of


def jsonable_encoder(obj, include=None, exclude=None, by_alias=True, exclude_unset=False, exclude_defaults=False,
                     exclude_none=False, custom_encoder=None, sqlalchemy_safe=True):
    options = dict(by_alias=by_alias, exclude_unset=exclude_unset, exclude_defaults=exclude_defaults,
                   exclude_none=exclude_none, custom_encoder=custom_encoder)
    if custom_encoder and type(obj) in custom_encoder:
        return custom_encoder[type(obj)](obj)
    if isinstance(obj, _BaseModel):
        encoders = getattr(obj.__config__, "json_encoders", None) or {}
        options["custom_encoder"] = {**encoders, **(custom_encoder or {})}
        data = obj.dict(include=include, exclude=exclude, by_alias=by_alias, exclude_unset=exclude_unset,
                        exclude_none=exclude_none, exclude_defaults=exclude_defaults)
        return jsonable_encoder(data, **options)
    if _dataclasses.is_dataclass(obj) and not isinstance(obj, type):
        return jsonable_encoder(_dataclasses.asdict(obj), include=include, exclude=exclude, **options)
    if isinstance(obj, _enum.Enum):
        return obj.value
    if obj is None or isinstance(obj, (str, int, float)):
        return obj
    if isinstance(obj, dict):
        result = {}
        for key, value in obj.items():
            if include is not None and key not in include or exclude is not None and key in exclude:
                continue
            if value is not None or not exclude_none:
                result[jsonable_encoder(key, **options)] = jsonable_encoder(value, **options)
        return result
    if isinstance(obj, (list, set, frozenset, tuple, _collections.deque)) or _inspect.isgenerator(obj):
        return [jsonable_encoder(value, **options) for value in obj]
    if isinstance(obj, bytes):
        return obj.decode()
    plain = _json_of(obj)
    if plain is not obj:
        return plain
    try:
        data = dict(obj)
    except Exception as error:
        errors = [error]
        try:
            data = vars(obj)
        except Exception as other:
            errors.append(other)
            raise ValueError(errors) from other
    return jsonable_encoder(data, **options)
