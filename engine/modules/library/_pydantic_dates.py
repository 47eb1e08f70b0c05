"""What pydantic makes of text and numbers where dates, times and identifiers are wanted."""
import datetime as _datetime
import uuid as _uuid

from pydantic import _fail

_EPOCH = _datetime.datetime(1970, 1, 1, tzinfo=_datetime.timezone.utc)
_MILLISECONDS_FROM, _MOST = 2e10, 3e20


class _Malformed(Exception):
    pass


def _number(value):
    """What stands for seconds; None: nothing does."""
    if isinstance(value, (int, float)):
        return value
    try:
        return float(value)
    except ValueError:
        return None


def _of_seconds(seconds):
    if not -_MOST < seconds < _MOST:
        return _datetime.datetime.max if seconds > 0 else _datetime.datetime.min
    while abs(seconds) > _MILLISECONDS_FROM:
        seconds /= 1000
    return _EPOCH + _datetime.timedelta(seconds=seconds)


def _digits(text, least, most):
    if not least <= len(text) <= most or not text.isascii() or not text.isdigit():
        raise _Malformed
    return int(text)


def _date_of(text):
    year, month, day = _exactly(text.split("-"), 3)
    return _digits(year, 4, 4), _digits(month, 1, 2), _digits(day, 1, 2)


def _exactly(parts, count):
    if len(parts) != count:
        raise _Malformed
    return parts


def _zone_of(text):
    if not text:
        return None
    if text == "Z":
        return _datetime.timezone.utc
    hours, minutes = _digits(text[1:3], 2, 2), 0
    if len(text) > 3:
        minutes = _digits(text[3:].removeprefix(":"), 2, 2)
    offset = 60 * hours + minutes
    return _datetime.timezone(_datetime.timedelta(minutes=-offset if text[0] == "-" else offset))


def _microseconds_of(text):
    _digits(text, 1, 12)
    return int(text[:6].ljust(6, "0"))


def _time_of(text):
    """(hour, minute, second, microsecond, zone)"""
    place = next((index for index, letter in enumerate(text) if letter in "Z+-"), len(text))
    parts = text[:place].split(":")
    if len(parts) == 2:
        parts.append("0")
    hour, minute, second = _exactly(parts, 3)
    second, point, fraction = second.partition(".")
    if point and len(text[:place].split(":")) == 2:
        raise _Malformed
    return (_digits(hour, 1, 2), _digits(minute, 1, 2), _digits(second, 1, 2),
            _microseconds_of(fraction) if point else 0, _zone_of(text[place:]))


def _text(value, wanted):
    if isinstance(value, bytes):
        value = value.decode()
    if not isinstance(value, str):
        raise TypeError(f"invalid type; expected {wanted}, string, bytes, int or float")
    return value


def _read(value, kind, wanted, of_number, of_text):
    """The value of a type of datetime's: as it is, of a number, or of text."""
    if isinstance(value, kind):
        return value
    try:
        if isinstance(value, (int, float, str, bytes)):
            number = _number(value)
            if number is not None:
                return of_number(number)
        return of_text(_text(value, kind.__name__))
    except TypeError as error:
        raise _fail("type_error", str(error)) from None
    except (_Malformed, ValueError, OverflowError):
        raise _fail(f"value_error.{wanted}", f"invalid {wanted} format") from None


def _date(value):
    if isinstance(value, _datetime.datetime):
        return value.date()
    return _read(value, _datetime.date, "date", lambda seconds: _of_seconds(seconds).date(),
                 lambda text: _datetime.date(*_date_of(text)))


def _datetime_of(text):
    place = next((index for index, letter in enumerate(text) if letter in "T "), None)
    if place is None:
        raise _Malformed
    *time, zone = _time_of(text[place + 1:])
    return _datetime.datetime(*_date_of(text[:place]), *time, zone)


def _time_of_seconds(seconds):
    if seconds >= 86400:
        raise _Malformed
    return (_datetime.datetime.min + _datetime.timedelta(seconds=seconds)).time()


def _duration_of(text):
    days, blank, rest = text.rpartition(" ")
    days = days.removesuffix(",").removesuffix("s").removesuffix(" day")
    negative, rest = rest.startswith("-"), rest.removeprefix("-")
    parts = rest.split(":")
    if len(parts) > 3:
        raise _Malformed
    seconds, point, fraction = parts.pop().partition(".")
    total = _digits(seconds, 1, 12)
    for scale, part in zip((60, 3600), reversed(parts)):
        total += scale * _digits(part, 1, 12)
    time = _datetime.timedelta(seconds=total, microseconds=_microseconds_of(fraction) if point else 0)
    whole = int(days) if blank else 0
    return _datetime.timedelta(days=whole) + (-time if negative else time)


def _model_datetime(value):
    return _read(value, _datetime.datetime, "datetime", _of_seconds, _datetime_of)


def _model_time(value):
    return _read(value, _datetime.time, "time", _time_of_seconds, lambda text: _datetime.time(*_time_of(text)))


def _model_duration(value):
    return _read(value, _datetime.timedelta, "duration", lambda seconds: _datetime.timedelta(seconds=seconds),
                 _duration_of)


def _identifier(value):
    if isinstance(value, _uuid.UUID):
        return value
    try:
        if isinstance(value, bytes):
            value = value.decode()
        return _uuid.UUID(value)
    except (AttributeError, TypeError, ValueError):
        raise _fail("type_error.uuid", "value is not a valid uuid") from None


checks = {
    _datetime.date: _date, _datetime.datetime: _model_datetime, _datetime.time: _model_time,
    _datetime.timedelta: _model_duration, _uuid.UUID: _identifier,
}
