# Dates and times.  The machine's zone is UTC, and now() is the virtual clock's.
import math as _math
import time as _time
from operator import index as _index

MINYEAR = 1
MAXYEAR = 9999

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY_US = 86400 * 1000000


def _shown(self):
    # How repr calls the class: a script's subclass has no module there.
    cls = type(self)
    return f"datetime.{cls.__name__}" if cls.__module__ == "datetime" else cls.__name__


def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _month_length(year, month):
    return 29 if month == 2 and _is_leap(year) else _MONTH_DAYS[month]


def _before_year(year):
    year -= 1
    return year * 365 + year // 4 - year // 100 + year // 400


def _yearday(year, month, day):
    return sum(_MONTH_DAYS[1:month]) + (month > 2 and _is_leap(year)) + day


def _to_ordinal(year, month, day):
    return _before_year(year) + _yearday(year, month, day)


def _from_ordinal(n):
    year = n * 400 // 146097 + 1
    while _before_year(year) >= n:
        year -= 1
    while _before_year(year + 1) < n:
        year += 1
    rest = n - _before_year(year)
    month = 1
    while rest > _month_length(year, month):
        rest -= _month_length(year, month)
        month += 1
    return year, month, rest


def _check_date(year, month, day):
    year, month, day = _index(year), _index(month), _index(day)
    if not 1 <= year <= 9999:
        raise ValueError(f"year {year} is out of range")
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    if not 1 <= day <= _month_length(year, month):
        raise ValueError("day is out of range for month")
    return year, month, day


def _check_time(hour, minute, second, microsecond, fold):
    hour, minute, second, microsecond = _index(hour), _index(minute), _index(second), _index(microsecond)
    if not 0 <= hour <= 23:
        raise ValueError("hour must be in 0..23")
    if not 0 <= minute <= 59:
        raise ValueError("minute must be in 0..59")
    if not 0 <= second <= 59:
        raise ValueError("second must be in 0..59")
    if not 0 <= microsecond <= 999999:
        raise ValueError("microsecond must be in 0..999999")
    if fold not in (0, 1):
        raise ValueError("fold must be either 0 or 1")
    return hour, minute, second, microsecond


def _check_zone(tz):
    if tz is not None and not isinstance(tz, tzinfo):
        raise TypeError(f"tzinfo argument must be None or of a tzinfo subclass, not type '{type(tz).__name__}'")


def _clock_text(hour, minute, second, us, timespec):
    if timespec == "auto":
        timespec = "microseconds" if us else "seconds"
    if timespec == "hours":
        return f"{hour:02}"
    if timespec == "minutes":
        return f"{hour:02}:{minute:02}"
    text = f"{hour:02}:{minute:02}:{second:02}"
    if timespec == "seconds":
        return text
    if timespec == "milliseconds":
        return f"{text}.{us // 1000:03}"
    if timespec == "microseconds":
        return f"{text}.{us:06}"
    raise ValueError("Unknown timespec value")


def _offset_text(offset, separator=":"):
    if offset is None:
        return ""
    sign = "+"
    if offset._us < 0:
        sign, offset = "-", -offset
    seconds, us = divmod(offset._us, 1000000)
    hour, rest = divmod(seconds, 3600)
    minute, second = divmod(rest, 60)
    text = f"{sign}{hour:02}{separator}{minute:02}"
    if second or us:
        text += f"{separator}{second:02}"
    if us:
        text += f".{us:06}"
    return text


def _format(self, pattern, fields, us, offset, name):
    out, at = [], 0
    while at < len(pattern):
        code = pattern[at:at + 2]
        if code == "%f":
            out.append(f"{us:06}")
        elif code == "%z":
            out.append(_offset_text(offset(), ""))
        elif code == "%Z":
            out.append((name() or "").replace("%", "%%"))
        elif len(code) == 2 and code[0] == "%":
            out.append(code)
        else:
            out.append(pattern[at])
            at -= 1
        at += 2
    return _time.strftime("".join(out), fields)


class timedelta:
    __slots__ = ("_us",)

    def __new__(cls, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0):
        total = rest = 0
        parts = (("microseconds", microseconds, 1), ("milliseconds", milliseconds, 1000),
                 ("seconds", seconds, 1000000), ("minutes", minutes, 60000000), ("hours", hours, 3600000000),
                 ("days", days, _DAY_US), ("weeks", weeks, 7 * _DAY_US))
        for name, value, factor in parts:
            if isinstance(value, int):
                total += int(value) * factor
            elif isinstance(value, float):
                whole = int(value)
                total += whole * factor
                part = (value - whole) * factor
                total += int(part)
                rest += part - int(part)
            else:
                raise TypeError(f"unsupported type for timedelta {name} component: {type(value).__name__}")
        return cls._of(total + round(rest))

    @classmethod
    def _of(cls, us):
        days = us // _DAY_US
        if not -999999999 <= days <= 999999999:
            raise OverflowError(f"days={days}; must have magnitude <= 999999999")
        self = object.__new__(cls)
        object.__setattr__(self, "_us", us)
        return self

    @property
    def days(self):
        return self._us // _DAY_US

    @property
    def seconds(self):
        return self._us % _DAY_US // 1000000

    @property
    def microseconds(self):
        return self._us % 1000000

    def total_seconds(self):
        return self._us / 1000000

    def __repr__(self):
        parts = [f"{name}={value}" for name, value in
                 (("days", self.days), ("seconds", self.seconds), ("microseconds", self.microseconds)) if value]
        return f"{_shown(self)}({', '.join(parts) or '0'})"

    def __str__(self):
        minute, second = divmod(self.seconds, 60)
        hour, minute = divmod(minute, 60)
        text = f"{hour}:{minute:02}:{second:02}"
        if self.microseconds:
            text += f".{self.microseconds:06}"
        days = self.days
        return f"{days} day{'' if abs(days) == 1 else 's'}, {text}" if days else text

    def __add__(self, other):
        return timedelta._of(self._us + other._us) if isinstance(other, timedelta) else NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        return timedelta._of(self._us - other._us) if isinstance(other, timedelta) else NotImplemented

    def __rsub__(self, other):
        return timedelta._of(other._us - self._us) if isinstance(other, timedelta) else NotImplemented

    def __neg__(self):
        return timedelta._of(-self._us)

    def __pos__(self):
        return timedelta._of(self._us)

    def __abs__(self):
        return timedelta._of(abs(self._us))

    def __mul__(self, other):
        if isinstance(other, int):
            return timedelta._of(self._us * int(other))
        if isinstance(other, float):
            top, bottom = other.as_integer_ratio()
            return timedelta._of(_round_ratio(self._us * top, bottom))
        return NotImplemented

    __rmul__ = __mul__

    def __truediv__(self, other):
        if isinstance(other, timedelta):
            return self._us / other._us
        if isinstance(other, int):
            if not other:
                raise ZeroDivisionError("integer division or modulo by zero")
            return timedelta._of(_round_ratio(self._us, int(other)))
        if isinstance(other, float):
            top, bottom = other.as_integer_ratio()
            if not top:
                raise ZeroDivisionError("integer division or modulo by zero")
            return timedelta._of(_round_ratio(self._us * bottom, top))
        return NotImplemented

    def __floordiv__(self, other):
        if isinstance(other, timedelta):
            if not other._us:
                raise ZeroDivisionError("integer division or modulo by zero")
            return self._us // other._us
        if isinstance(other, int):
            if not other:
                raise ZeroDivisionError("integer division or modulo by zero")
            return timedelta._of(self._us // int(other))
        return NotImplemented

    def __mod__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        if not other._us:
            raise ZeroDivisionError("integer division or modulo by zero")
        return timedelta._of(self._us % other._us)

    def __divmod__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return self // other, self % other

    def __eq__(self, other):
        return self._us == other._us if isinstance(other, timedelta) else NotImplemented

    def __lt__(self, other):
        return self._us < other._us if isinstance(other, timedelta) else NotImplemented

    def __le__(self, other):
        return self._us <= other._us if isinstance(other, timedelta) else NotImplemented

    def __gt__(self, other):
        return self._us > other._us if isinstance(other, timedelta) else NotImplemented

    def __ge__(self, other):
        return self._us >= other._us if isinstance(other, timedelta) else NotImplemented

    def __hash__(self):
        return hash(("timedelta", self._us))

    def __bool__(self):
        return self._us != 0


def _round_ratio(top, bottom):
    if bottom < 0:
        top, bottom = -top, -bottom
    whole, rest = divmod(top, bottom)
    if 2 * rest > bottom or (2 * rest == bottom and whole % 2):
        whole += 1
    return whole


timedelta.min = timedelta._of(-999999999 * _DAY_US)
timedelta.max = timedelta._of(1000000000 * _DAY_US - 1)
timedelta.resolution = timedelta._of(1)


class tzinfo:
    def tzname(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement tzname()")

    def utcoffset(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement utcoffset()")

    def dst(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement dst()")

    def fromutc(self, dt):
        if not isinstance(dt, datetime):
            raise TypeError("fromutc: argument must be a datetime")
        if dt.tzinfo is not self:
            raise ValueError("fromutc: dt.tzinfo is not self")
        offset = dt.utcoffset()
        if offset is None:
            raise ValueError("fromutc: non-None utcoffset() result required")
        saving = dt.dst()
        if saving is None:
            raise ValueError("fromutc: non-None dst() result required")
        delta = offset - saving
        if delta:
            dt += delta
            saving = dt.dst()
        return dt + saving


class timezone(tzinfo):
    __slots__ = ("_offset", "_name")

    def __new__(cls, offset, name=None):
        if not isinstance(offset, timedelta):
            raise TypeError(f"timezone() argument 1 must be datetime.timedelta, not {type(offset).__name__}")
        if name is None and not offset:
            return timezone.utc
        if name is not None and not isinstance(name, str):
            raise TypeError(f"timezone() argument 2 must be str, not {type(name).__name__}")
        if not -_DAY_US < offset._us < _DAY_US:
            raise ValueError("offset must be a timedelta strictly between -timedelta(hours=24) and "
                             f"timedelta(hours=24), not {offset!r}.")
        return cls._of(offset, name)

    @classmethod
    def _of(cls, offset, name):
        self = tzinfo.__new__(cls)
        self._offset = offset
        self._name = name
        return self

    def utcoffset(self, dt):
        return self._offset

    def tzname(self, dt):
        if self._name is not None:
            return self._name
        return "UTC" + _offset_text(self._offset) if self._offset else "UTC"

    def dst(self, dt):
        return None

    def fromutc(self, dt):
        if not isinstance(dt, datetime):
            raise TypeError("fromutc: argument must be a datetime instance")
        return dt + self._offset

    def __eq__(self, other):
        return self._offset == other._offset if isinstance(other, timezone) else NotImplemented

    def __hash__(self):
        return hash(self._offset)

    def __repr__(self):
        if self is timezone.utc:
            return "datetime.timezone.utc"
        if self._name is None:
            return f"datetime.timezone({self._offset!r})"
        return f"datetime.timezone({self._offset!r}, {self._name!r})"

    def __str__(self):
        return self.tzname(None)


timezone.utc = UTC = timezone._of(timedelta(0), None)
timezone.min = timezone._of(-timedelta(hours=23, minutes=59), None)
timezone.max = timezone._of(timedelta(hours=23, minutes=59), None)


class IsoCalendarDate(tuple):
    year = property(lambda self: self[0])
    week = property(lambda self: self[1])
    weekday = property(lambda self: self[2])

    def __repr__(self):
        return f"datetime.IsoCalendarDate(year={self[0]}, week={self[1]}, weekday={self[2]})"


def _first_monday(year):
    # The Monday of the ISO week 1.
    first = _to_ordinal(year, 1, 1)
    weekday = (first + 6) % 7
    return first - weekday + (7 if weekday > 3 else 0)


class date:
    __slots__ = ("_year", "_month", "_day")

    def __new__(cls, year, month, day):
        return cls._of(*_check_date(year, month, day))

    @classmethod
    def _of(cls, year, month, day):
        self = object.__new__(cls)
        self._year, self._month, self._day = year, month, day
        return self

    @classmethod
    def today(cls):
        return cls.fromtimestamp(_time.time())

    @classmethod
    def fromtimestamp(cls, timestamp):
        return cls(*_time._calendar(timestamp)[:3])

    @classmethod
    def fromordinal(cls, ordinal):
        if ordinal < 1:
            raise ValueError("ordinal must be >= 1")
        if ordinal > 3652059:
            raise ValueError(f"year {_from_ordinal(ordinal)[0]} is out of range")
        return cls(*_from_ordinal(ordinal))

    @classmethod
    def fromisoformat(cls, text):
        if not isinstance(text, str):
            raise TypeError("fromisoformat: argument must be str")
        try:
            return cls(*_parse_date(text))
        except _Malformed:
            raise ValueError(f"Invalid isoformat string: {text!r}") from None

    @classmethod
    def fromisocalendar(cls, year, week, day):
        if not 1 <= year <= 9999:
            raise ValueError(f"Year is out of range: {year}")
        weeks = 52 + ((_first_monday(year + 1) - _first_monday(year)) == 371)
        if not 1 <= week <= weeks:
            raise ValueError(f"Invalid week: {week}")
        if not 1 <= day <= 7:
            raise ValueError(f"Invalid weekday: {day} (range is [1, 7])")
        return cls(*_from_ordinal(_first_monday(year) + (week - 1) * 7 + day - 1))

    year = property(lambda self: self._year)
    month = property(lambda self: self._month)
    day = property(lambda self: self._day)

    def toordinal(self):
        return _to_ordinal(self._year, self._month, self._day)

    def weekday(self):
        return (self.toordinal() + 6) % 7

    def isoweekday(self):
        return self.weekday() + 1

    def isocalendar(self):
        year, today = self._year, self.toordinal()
        if today < _first_monday(year):
            year -= 1
        elif today >= _first_monday(year + 1):
            year += 1
        return IsoCalendarDate((year, (today - _first_monday(year)) // 7 + 1, self.weekday() + 1))

    def _fields(self):
        return (self._year, self._month, self._day, 0, 0, 0, self.weekday(),
                _yearday(self._year, self._month, self._day), -1)

    def timetuple(self):
        return _time.struct_time(self._fields())

    def ctime(self):
        return _time.strftime("%a %b %e %H:%M:%S %Y", self._fields())

    def isoformat(self):
        return f"{self._year:04}-{self._month:02}-{self._day:02}"

    def strftime(self, format):
        return _format(self, format, self._fields(), 0, lambda: None, lambda: None)

    def __format__(self, spec):
        if not isinstance(spec, str):
            raise TypeError(f"__format__() argument 1 must be str, not {type(spec).__name__}")
        return self.strftime(spec) if spec else str(self)

    def replace(self, year=None, month=None, day=None):
        return type(self)(self._year if year is None else year, self._month if month is None else month,
                          self._day if day is None else day)

    def __repr__(self):
        return f"{_shown(self)}({self._year}, {self._month}, {self._day})"

    def __str__(self):
        return self.isoformat()

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        ordinal = self.toordinal() + other.days
        if not 1 <= ordinal <= 3652059:
            raise OverflowError("date value out of range")
        return type(self)._of(*_from_ordinal(ordinal))

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + timedelta(-other.days)
        if isinstance(other, date):
            return timedelta(self.toordinal() - other.toordinal())
        return NotImplemented

    def _key(self):
        return self._year, self._month, self._day

    def _comparable(self, other):
        return isinstance(other, date) and not isinstance(other, datetime)

    def __eq__(self, other):
        return self._key() == other._key() if self._comparable(other) else NotImplemented

    def __lt__(self, other):
        return self._key() < other._key() if self._comparable(other) else NotImplemented

    def __le__(self, other):
        return self._key() <= other._key() if self._comparable(other) else NotImplemented

    def __gt__(self, other):
        return self._key() > other._key() if self._comparable(other) else NotImplemented

    def __ge__(self, other):
        return self._key() >= other._key() if self._comparable(other) else NotImplemented

    def __hash__(self):
        return hash(self._key())


date.min = date(1, 1, 1)
date.max = date(9999, 12, 31)
date.resolution = timedelta(days=1)


class time:
    __slots__ = ("_hour", "_minute", "_second", "_microsecond", "_tzinfo", "_fold")

    def __new__(cls, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        hour, minute, second, microsecond = _check_time(hour, minute, second, microsecond, fold)
        _check_zone(tzinfo)
        self = object.__new__(cls)
        self._hour, self._minute, self._second, self._microsecond = hour, minute, second, microsecond
        self._tzinfo, self._fold = tzinfo, fold
        return self

    @classmethod
    def fromisoformat(cls, text):
        if not isinstance(text, str):
            raise TypeError("fromisoformat: argument must be str")
        try:
            return cls(*_parse_time(text[1:] if text.startswith("T") else text))
        except _Malformed:
            raise ValueError(f"Invalid isoformat string: {text!r}") from None

    hour = property(lambda self: self._hour)
    minute = property(lambda self: self._minute)
    second = property(lambda self: self._second)
    microsecond = property(lambda self: self._microsecond)
    tzinfo = property(lambda self: self._tzinfo)
    fold = property(lambda self: self._fold)

    def utcoffset(self):
        return None if self._tzinfo is None else self._tzinfo.utcoffset(None)

    def tzname(self):
        return None if self._tzinfo is None else self._tzinfo.tzname(None)

    def dst(self):
        return None if self._tzinfo is None else self._tzinfo.dst(None)

    def isoformat(self, timespec="auto"):
        return _clock_text(self._hour, self._minute, self._second, self._microsecond, timespec) + _offset_text(
            self.utcoffset())

    def strftime(self, format):
        fields = (1900, 1, 1, self._hour, self._minute, self._second, 0, 1, -1)
        return _format(self, format, fields, self._microsecond, self.utcoffset, self.tzname)

    def __format__(self, spec):
        return self.strftime(spec) if spec else str(self)

    def replace(self, hour=None, minute=None, second=None, microsecond=None, tzinfo=True, *, fold=None):
        return type(self)(self._hour if hour is None else hour, self._minute if minute is None else minute,
                          self._second if second is None else second,
                          self._microsecond if microsecond is None else microsecond,
                          self._tzinfo if tzinfo is True else tzinfo, fold=self._fold if fold is None else fold)

    def __repr__(self):
        parts = [str(self._hour), str(self._minute)]
        if self._second or self._microsecond:
            parts.append(str(self._second))
        if self._microsecond:
            parts.append(str(self._microsecond))
        if self._tzinfo is not None:
            parts.append(f"tzinfo={self._tzinfo!r}")
        if self._fold:
            parts.append("fold=1")
        return f"{_shown(self)}({', '.join(parts)})"

    def __str__(self):
        return self.isoformat()

    def _order(self, other, equality=False):
        mine, others = self.utcoffset(), other.utcoffset()
        if (mine is None) != (others is None):
            if equality:
                return 1
            raise TypeError("can't compare offset-naive and offset-aware times")
        a, b = self._moment() - (mine._us if mine else 0), other._moment() - (others._us if others else 0)
        return (a > b) - (a < b)

    def _moment(self):
        return ((self._hour * 60 + self._minute) * 60 + self._second) * 1000000 + self._microsecond

    def __eq__(self, other):
        return self._order(other, True) == 0 if isinstance(other, time) else NotImplemented

    def __lt__(self, other):
        return self._order(other) < 0 if isinstance(other, time) else NotImplemented

    def __le__(self, other):
        return self._order(other) <= 0 if isinstance(other, time) else NotImplemented

    def __gt__(self, other):
        return self._order(other) > 0 if isinstance(other, time) else NotImplemented

    def __ge__(self, other):
        return self._order(other) >= 0 if isinstance(other, time) else NotImplemented

    def __hash__(self):
        offset = self.utcoffset()
        return hash(("time", self._moment() - (offset._us if offset else 0)))


time.min = time(0, 0, 0)
time.max = time(23, 59, 59, 999999)
time.resolution = timedelta(microseconds=1)
_time_type = time
_EPOCH = _to_ordinal(1970, 1, 1) * _DAY_US


class datetime(date):
    __slots__ = ("_hour", "_minute", "_second", "_microsecond", "_tzinfo", "_fold")

    def __new__(cls, year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        year, month, day = _check_date(year, month, day)
        hour, minute, second, microsecond = _check_time(hour, minute, second, microsecond, fold)
        _check_zone(tzinfo)
        self = object.__new__(cls)
        self._year, self._month, self._day = year, month, day
        self._hour, self._minute, self._second, self._microsecond = hour, minute, second, microsecond
        self._tzinfo, self._fold = tzinfo, fold
        return self

    @classmethod
    def _of_moment(cls, us, tz):
        # Microseconds since the day before year 1.
        days, us = divmod(us, _DAY_US)
        if not 1 <= days <= 3652059:
            raise OverflowError("date value out of range")
        second, us = divmod(us, 1000000)
        minute, second = divmod(second, 60)
        hour, minute = divmod(minute, 60)
        return cls(*_from_ordinal(days), hour, minute, second, us, tz)

    @classmethod
    def now(cls, tz=None):
        return cls._of_time(_time.time_ns() // 1000, tz)

    @classmethod
    def utcnow(cls):
        return cls._of_time(_time.time_ns() // 1000, None)

    @classmethod
    def _of_time(cls, us, tz):
        _check_zone(tz)
        moment = cls._of_moment(_EPOCH + us, tz)
        return moment if tz is None else tz.fromutc(moment)

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        top, bottom = timestamp.as_integer_ratio()
        try:
            return cls._of_time(_round_ratio(top * 1000000, bottom), tz)
        except OverflowError:
            raise ValueError(f"year {1970 + int(timestamp // 31556952)} is out of range") from None

    @classmethod
    def utcfromtimestamp(cls, timestamp):
        return cls.fromtimestamp(timestamp)

    @classmethod
    def combine(cls, date, time, tzinfo=True):
        return cls(date.year, date.month, date.day, time.hour, time.minute, time.second, time.microsecond,
                   time.tzinfo if tzinfo is True else tzinfo, fold=time.fold)

    @classmethod
    def fromisoformat(cls, text):
        if not isinstance(text, str):
            raise TypeError("fromisoformat: argument must be str")
        try:
            size = _date_size(text)
            if len(text) == size:
                return cls(*_parse_date(text))
            return cls(*_parse_date(text[:size]), *_parse_time(text[size + 1:]))
        except _Malformed:
            raise ValueError(f"Invalid isoformat string: {text!r}") from None

    @classmethod
    def strptime(cls, date_string, format):
        for number, text in enumerate((date_string, format), 1):
            if not isinstance(text, str):
                raise TypeError(f"strptime() argument {number} must be str, not {type(text).__name__}")
        moment, zone = _parse(date_string, format)
        return cls(moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second,
                   moment.microsecond, zone)

    hour = property(lambda self: self._hour)
    minute = property(lambda self: self._minute)
    second = property(lambda self: self._second)
    microsecond = property(lambda self: self._microsecond)
    tzinfo = property(lambda self: self._tzinfo)
    fold = property(lambda self: self._fold)

    def date(self):
        return date(self._year, self._month, self._day)

    def time(self):
        return _time_type(self._hour, self._minute, self._second, self._microsecond, fold=self._fold)

    def timetz(self):
        return _time_type(self._hour, self._minute, self._second, self._microsecond, self._tzinfo, fold=self._fold)

    def utcoffset(self):
        return None if self._tzinfo is None else self._tzinfo.utcoffset(self)

    def tzname(self):
        return None if self._tzinfo is None else self._tzinfo.tzname(self)

    def dst(self):
        return None if self._tzinfo is None else self._tzinfo.dst(self)

    def _moment(self):
        clock = ((self._hour * 60 + self._minute) * 60 + self._second) * 1000000 + self._microsecond
        return self.toordinal() * _DAY_US + clock

    def _utc_moment(self):
        offset = self.utcoffset()
        return self._moment() - (0 if offset is None else offset._us)

    def timestamp(self):
        return (self._utc_moment() - _EPOCH) / 1000000

    def astimezone(self, tz=None):
        tz = timezone.utc if tz is None else tz
        if not isinstance(tz, tzinfo):
            raise TypeError("tz argument must be an instance of tzinfo")
        if tz is self._tzinfo:
            return self
        return tz.fromutc(type(self)._of_moment(self._utc_moment(), tz))

    def _fields(self):
        saving = self.dst()
        return (self._year, self._month, self._day, self._hour, self._minute, self._second, self.weekday(),
                _yearday(self._year, self._month, self._day), -1 if saving is None else int(bool(saving)))

    def utctimetuple(self):
        return type(self)._of_moment(self._utc_moment(), None).timetuple()

    def strftime(self, format):
        return _format(self, format, self._fields(), self._microsecond, self.utcoffset, self.tzname)

    def isoformat(self, sep="T", timespec="auto"):
        clock = _clock_text(self._hour, self._minute, self._second, self._microsecond, timespec)
        return f"{self._year:04}-{self._month:02}-{self._day:02}{sep}{clock}{_offset_text(self.utcoffset())}"

    def replace(self, year=None, month=None, day=None, hour=None, minute=None, second=None, microsecond=None,
                tzinfo=True, *, fold=None):
        return type(self)(self._year if year is None else year, self._month if month is None else month,
                          self._day if day is None else day, self._hour if hour is None else hour,
                          self._minute if minute is None else minute, self._second if second is None else second,
                          self._microsecond if microsecond is None else microsecond,
                          self._tzinfo if tzinfo is True else tzinfo, fold=self._fold if fold is None else fold)

    def __repr__(self):
        parts = [self._year, self._month, self._day, self._hour, self._minute]
        if self._second or self._microsecond:
            parts.append(self._second)
        if self._microsecond:
            parts.append(self._microsecond)
        text = ", ".join(map(str, parts))
        if self._tzinfo is not None:
            text += f", tzinfo={self._tzinfo!r}"
        if self._fold:
            text += ", fold=1"
        return f"{_shown(self)}({text})"

    def __str__(self):
        return self.isoformat(" ")

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return type(self)._of_moment(self._moment() + other._us, self._tzinfo)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return type(self)._of_moment(self._moment() - other._us, self._tzinfo)
        if not isinstance(other, datetime):
            return NotImplemented
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            raise TypeError("can't subtract offset-naive and offset-aware datetimes")
        return timedelta._of(self._utc_moment() - other._utc_moment())

    def _order(self, other, equality=False):
        if not isinstance(other, datetime):
            if equality or not isinstance(other, date):
                return None
            raise TypeError(f"can't compare {type(self).__module__}.{type(self).__name__} to "
                            f"{type(other).__module__}.{type(other).__name__}")
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            if equality:
                return 1
            raise TypeError("can't compare offset-naive and offset-aware datetimes")
        a, b = self._utc_moment(), other._utc_moment()
        return (a > b) - (a < b)

    def __eq__(self, other):
        order = self._order(other, True)
        if order is None:
            return False if isinstance(other, date) else NotImplemented
        return order == 0

    def __lt__(self, other):
        order = self._order(other)
        return NotImplemented if order is None else order < 0

    def __le__(self, other):
        order = self._order(other)
        return NotImplemented if order is None else order <= 0

    def __gt__(self, other):
        order = self._order(other)
        return NotImplemented if order is None else order > 0

    def __ge__(self, other):
        order = self._order(other)
        return NotImplemented if order is None else order >= 0

    def __hash__(self):
        return hash(("datetime", self._utc_moment()))


datetime.min = datetime(1, 1, 1)
datetime.max = datetime(9999, 12, 31, 23, 59, 59, 999999)
datetime.resolution = timedelta(microseconds=1)


# ---- reading ----

class _Malformed(Exception):
    pass


def _digits(text, start, count):
    part = text[start:start + count]
    if len(part) != count or not part.isdecimal() or not part.isascii():
        raise _Malformed
    return int(part)


def _date_size(text):
    # How much of the text is the date.
    if len(text) < 7:
        raise _Malformed
    if text[4] == "-":
        if text[5] != "W":
            return 10
        return 10 if len(text) > 8 and text[8] == "-" else 8
    if text[4] == "W":
        return 8 if len(text) > 7 and text[7].isdecimal() else 7
    return 8


def _parse_date(text):
    if len(text) not in (7, 8, 10):
        raise _Malformed
    year = _digits(text, 0, 4)
    dashed = text[4] == "-"
    at = 5 if dashed else 4
    if text[at] == "W":
        week = _digits(text, at + 1, 2)
        rest = text[at + 3:]
        if dashed and rest:
            if rest[0] != "-":
                raise _Malformed
            rest = rest[1:]
        if len(rest) > 1:
            raise _Malformed
        found = date.fromisocalendar(year, week, _digits(rest, 0, 1) if rest else 1)
        return found.year, found.month, found.day
    month = _digits(text, at, 2)
    if dashed:
        if text[7:8] != "-":
            raise _Malformed
        at += 1
    if len(text) != at + 4:
        raise _Malformed
    return year, month, _digits(text, at + 2, 2)


def _parse_clock(text):
    hour = _digits(text, 0, 2)
    parts, at = [hour, 0, 0, 0], 2
    colons = text[2:3] == ":"
    for place in (1, 2):
        if at == len(text):
            return parts
        if colons:
            if text[at] != ":":
                raise _Malformed
            at += 1
        parts[place] = _digits(text, at, 2)
        at += 2
    if at < len(text):
        fraction = text[at + 1:]
        if text[at] not in ".," or not fraction.isdecimal() or not fraction.isascii():
            raise _Malformed
        parts[3] = int((fraction + "000000")[:6])
    return parts


def _parse_time(text):
    if not text:
        raise _Malformed
    zone = None
    for at, char in enumerate(text):
        if char in "+-Z":
            break
    else:
        return (*_parse_clock(text), None)
    clock, offset = text[:at], text[at + 1:]
    if text[at] == "Z":
        if offset:
            raise _Malformed
        zone = timezone.utc
    else:
        hour, minute, second, us = _parse_clock(offset)
        delta = timedelta(hours=hour, minutes=minute, seconds=second, microseconds=us)
        zone = timezone(-delta if text[at] == "-" else delta)
    return (*_parse_clock(clock), zone)


def _take_digits(text, at, most, least=1):
    end = at
    while end < len(text) and end - at < most and text[end] in "0123456789":
        end += 1
    return (int(text[at:end]), end) if end - at >= least else (None, at)


def _take_name(text, at, names):
    for number, name in sorted(enumerate(names), key=lambda pair: -len(pair[1])):
        if text[at:at + len(name)].lower() == name.lower():
            return number, at + len(name)
    return None, at


_NUMBERS = {"Y": ("year", 4, 4), "m": ("month", 2, 1), "d": ("day", 2, 1), "e": ("day", 2, 1), "H": ("hour", 2, 1),
            "I": ("hour12", 2, 1), "M": ("minute", 2, 1), "S": ("second", 2, 1), "y": ("year2", 2, 2),
            "j": ("yearday", 3, 1), "w": ("weekday", 1, 1), "u": ("weekday", 1, 1), "U": ("week", 2, 1),
            "W": ("week", 2, 1), "G": ("isoyear", 4, 4), "V": ("isoweek", 2, 1)}
_RANGES = {"month": (1, 12), "day": (1, 31), "hour": (0, 23), "hour12": (1, 12), "minute": (0, 59), "second": (0, 61),
           "yearday": (1, 366)}
_LONGER = {"D": "%m/%d/%y", "x": "%m/%d/%y", "T": "%H:%M:%S", "X": "%H:%M:%S", "R": "%H:%M", "F": "%Y-%m-%d",
           "c": "%a %b %d %H:%M:%S %Y", "r": "%I:%M:%S %p"}


def _take_zone(text, at):
    if text[at:at + 1] == "Z":
        return timezone.utc, at + 1
    if text[at:at + 1] not in ("+", "-"):
        return None, -1
    hour, end = _take_digits(text, at + 1, 2, 2)
    if hour is None:
        return None, -1
    end += text[end:end + 1] == ":"
    minute, end = _take_digits(text, end, 2, 2)
    if minute is None:
        return None, -1
    delta = timedelta(hours=hour, minutes=minute)
    return timezone(-delta if text[at] == "-" else delta), end


def _take(code, text, at, found):
    # One conversion of strptime: where the text goes on, -1 when it does not fit.
    if code in _NUMBERS:
        name, most, least = _NUMBERS[code]
        if code == "e" and text[at:at + 1] == " ":
            at += 1
        value, end = _take_digits(text, at, most, least)
        low, high = _RANGES.get(name, (0, 9999))
        if value is not None and value > high and end - at > 1 and least == 1:
            end -= 1
            value = int(text[at:end])
        if value is None or not low <= value <= high:
            return -1
        found[name] = value
        return end
    if code == "f":
        value, end = _take_digits(text, at, 6)
        if value is None:
            return -1
        found["us"] = int((text[at:end] + "000000")[:6])
        return end
    if code == "z":
        found["zone"], end = _take_zone(text, at)
        return end
    if code == "Z":
        number, end = _take_name(text, at, ("UTC", "GMT"))
        return end if number is not None else at
    if code == "p":
        found["half"], end = _take_name(text, at, ("AM", "PM"))
        return end if found["half"] is not None else -1
    names = {"B": _MONTHS, "A": _DAYS, "b": [m[:3] for m in _MONTHS], "h": [m[:3] for m in _MONTHS],
             "a": [d[:3] for d in _DAYS]}[code]
    number, end = _take_name(text, at, names)
    if number is None:
        return -1
    if code in "Bbh":
        found["month"] = number + 1
    return end


def _expand(format):
    for code, longer in _LONGER.items():
        format = format.replace("%" + code, longer)
    return format


def _fit(text, format, found):
    # How far the text goes by the format; -1 when it does not.
    at = place = 0
    while place < len(format):
        char = format[place]
        place += 1
        if char.isspace():
            start = at
            while text[at:at + 1].isspace():
                at += 1
            if at == start:
                return -1
            while format[place:place + 1].isspace():
                place += 1
            continue
        if char == "%":
            code = format[place:place + 1]
            if not code:
                raise ValueError(f"stray %% in format '{format}'")
            place += 1
            if code != "%":
                if code not in _NUMBERS and code not in "fzZpBAbha":
                    raise ValueError(f"'{code}' is a bad directive in format '{format}'")
                at = _take(code, text, at, found)
                if at < 0:
                    return -1
                continue
        if text[at:at + 1].lower() != char.lower():
            return -1
        at += 1
    return at


def _parse(text, format):
    found = {}
    end = _fit(text, _expand(format), found)
    if end < 0:
        raise ValueError(f"time data {text!r} does not match format {format!r}")
    if end != len(text):
        raise ValueError(f"unconverted data remains: {text[end:]}")
    year = found.get("year", 1900)
    if "year2" in found:
        year = found["year2"] + (2000 if found["year2"] <= 68 else 1900)
    hour = found.get("hour", 0)
    if "hour12" in found:
        hour = found["hour12"] % 12 + (12 if found.get("half") else 0)
    month, day = found.get("month", 1), found.get("day", 1)
    if "isoyear" in found and "isoweek" in found:
        start = date.fromisocalendar(found["isoyear"], found["isoweek"], found.get("weekday", 1) or 7)
        year, month, day = start.year, start.month, start.day
    elif "yearday" in found:
        year, month, day = _from_ordinal(_before_year(year) + found["yearday"])
    moment = datetime(year, month, day, hour, found.get("minute", 0), found.get("second", 0), found.get("us", 0))
    return moment, found.get("zone")


for _type in (date, datetime, time, timedelta, timezone, tzinfo):
    _native(_type)
