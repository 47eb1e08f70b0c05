# The part of `time` about calendars.  The machine's zone is UTC.
tzname = ("UTC", "UTC")


class struct_time(tuple):
    n_fields = 11
    n_sequence_fields = 9
    n_unnamed_fields = 0
    __match_args__ = ("tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst")

    def __new__(cls, iterable):
        items = tuple(iterable)
        if len(items) < 9:
            raise TypeError(f"time.struct_time() takes an at least 9-sequence ({len(items)}-sequence given)")
        if len(items) > 11:
            raise TypeError(f"time.struct_time() takes an at most 11-sequence ({len(items)}-sequence given)")
        return tuple.__new__(cls, items[:9])

    tm_year = property(lambda self: self[0])
    tm_mon = property(lambda self: self[1])
    tm_mday = property(lambda self: self[2])
    tm_hour = property(lambda self: self[3])
    tm_min = property(lambda self: self[4])
    tm_sec = property(lambda self: self[5])
    tm_wday = property(lambda self: self[6])
    tm_yday = property(lambda self: self[7])
    tm_isdst = property(lambda self: self[8])
    tm_zone = property(lambda self: "UTC")
    tm_gmtoff = property(lambda self: 0)

    def __repr__(self):
        parts = [f"{name}={value!r}" for name, value in zip(self.__match_args__, self)]
        return "time.struct_time(" + ", ".join(parts) + ")"


def gmtime(seconds=None, /):
    return struct_time(_calendar(seconds))


def localtime(seconds=None, /):
    return struct_time(_calendar(seconds))


def _days(year, month, day):
    # Days since 1970-01-01, counted in years that begin in March.
    year += (month - 1) // 12
    month = (month - 1) % 12 + 1
    year -= month <= 2
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return year * 365 + year // 4 - year // 100 + year // 400 + of_year - 719468


def mktime(t, /):
    if not isinstance(t, tuple):
        raise TypeError("Tuple or struct_time argument required")
    if len(t) != 9:
        raise TypeError("mktime(): illegal time tuple argument")
    year, month, day, hour, minute, second = t[:6]
    return float(_days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second)


def asctime(t=None, /):
    t = _calendar(None) if t is None else t
    return strftime("%a %b %e %H:%M:%S %Y", t)


def ctime(seconds=None, /):
    return strftime("%a %b %e %H:%M:%S %Y", _calendar(seconds))


def strptime(string, format="%a %b %d %H:%M:%S %Y", /):
    import datetime
    moment, _ = datetime._parse(string, format)
    return struct_time(moment.timetuple()[:8] + (-1,))
