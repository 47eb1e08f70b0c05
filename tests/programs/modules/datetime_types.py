from datetime import date, time, datetime, timedelta, timezone, tzinfo, UTC
import datetime as dt
d = date(2024, 2, 29)
print(d, repr(d), d.isoformat(), d.weekday(), d.isoweekday(), d.isocalendar(), d.ctime(), d.toordinal())
print(d.replace(year=2023, day=1), d + timedelta(days=366), d - date(2020, 1, 1), d.strftime("%d/%m/%Y %A %B %j %U %W %V %G %u %w"))
print(f"{d:%b %d, %Y}", f"{d}", date.fromisoformat("2021-12-31"), date.fromordinal(738000), date.fromisocalendar(2020, 53, 5))
for args in [(2023, 2, 29), (2023, 13, 1), (0, 1, 1), (2023, 4, 31), ("2023", 1, 1)]:
    try:
        date(*args)
    except Exception as e:
        print(type(e).__name__, e)
t = timedelta(days=1, hours=25, minutes=61, seconds=1.5, milliseconds=3)
print(t, repr(t), t.total_seconds(), t.days, t.seconds, t.microseconds)
print(timedelta(-1), repr(timedelta(-1, 5)), timedelta(seconds=-1), timedelta(0), repr(timedelta()), abs(timedelta(-3)))
print(t * 2, t / 2, t // 2, t / timedelta(hours=1), t // timedelta(hours=1), t % timedelta(hours=1), divmod(t, timedelta(hours=5)))
print(t * 1.5, 3 * t, -t, t > timedelta(1), t == timedelta(t.days, t.seconds, t.microseconds), bool(timedelta()), hash(t) == hash(timedelta(microseconds=t // timedelta(microseconds=1))))
n = datetime(2024, 3, 10, 14, 30, 15, 123456)
print(n, repr(n), n.isoformat(), n.isoformat(" ", "minutes"), n.date(), n.time(), n.timestamp(), n.timetuple())
print(n + timedelta(hours=10), n - datetime(2024, 1, 1), n.replace(microsecond=0), n.strftime("%Y-%m-%d %H:%M:%S.%f %p %I %y %c %x %X %%"))
print(datetime.fromisoformat("2024-03-10T14:30:15.123"), repr(datetime.fromisoformat("2024-03-10T14:30:15+02:00")), datetime.fromisoformat("20240310T143015Z"), datetime.fromisoformat("2024-03-10"))
print(datetime.strptime("10 Mar 2024 02:05 PM", "%d %b %Y %I:%M %p"), datetime.strptime("2024-060", "%Y-%j"), repr(datetime.strptime("2024-01-02 +0530", "%Y-%m-%d %z")))
for text, f in [("2024-13-01", "%Y-%m-%d"), ("2024-01-01 x", "%Y-%m-%d"), ("abc", "%H"), ("1", "%Q")]:
    try:
        print(datetime.strptime(text, f))
    except ValueError as e:
        print(e)
tz = timezone(timedelta(hours=5, minutes=30))
z = datetime(2024, 1, 1, 12, tzinfo=tz)
print(z, repr(z), z.utcoffset(), z.tzname(), z.astimezone(timezone.utc), z == datetime(2024, 1, 1, 6, 30, tzinfo=UTC), z.timestamp())
print(timezone.utc, repr(timezone.utc), repr(tz), tz, timezone(timedelta(0), "X"), repr(timezone(timedelta(hours=-3), "BRT")))
try:
    print(z < n)
except TypeError as e:
    print(e)
try:
    print(z - n)
except TypeError as e:
    print(e)
print(z == n, n == date(2024, 3, 10), sorted([date(2024, 5, 1), date(2023, 5, 1)]), max(n, datetime.min))
x = time(13, 5, 9, 42)
print(x, repr(x), x.isoformat("milliseconds"), time.fromisoformat("04:23:01.000384"), time(1) < time(2), x.strftime("%H-%M"), repr(time(0)), time(10, tzinfo=UTC))
print(datetime.combine(d, x), datetime.min, datetime.max, date.max, timedelta.max, timedelta.min, timedelta.resolution, datetime.fromtimestamp(0, UTC), datetime.fromtimestamp(1.5, timezone.utc))
for s in ["2024-1-1", "hello", "2024-01-01T25:00", ""]:
    try:
        print(datetime.fromisoformat(s))
    except ValueError as e:
        print(e)
class Event(datetime):
    pass
e = Event(2020, 1, 2)
print(repr(e), e + timedelta(1), type(e + timedelta(1)).__name__, isinstance(e, date), e.strftime("%D"))
try:
    d + 1
except TypeError as err:
    print(err)
try:
    date(2020, 1, 1) < 3
except TypeError as err:
    print(err)
try:
    timedelta(days="1")
except TypeError as err:
    print(err)
try:
    timedelta(1) / 0
except ZeroDivisionError as err:
    print(err)
try:
    datetime(2024, 1, 1, 25)
except ValueError as err:
    print(err)
try:
    date.max + timedelta(1)
except OverflowError as err:
    print(err)
print({date(2020, 1, 1): 1}[date(2020, 1, 1)], dt.datetime.now().year > 2000, type(dt.date.today()), dt.MAXYEAR)
print(sum([timedelta(1), timedelta(2)], timedelta()), d.timetuple(), z.isoformat(timespec="hours"), [*map(str, (date(2024, 1, i + 1) for i in range(3)))])
