"""pydantic: dates, times, identifiers, addresses, secrets, and None in containers."""
import datetime, uuid
from datetime import date, time, timedelta
from typing import Optional, List, Dict, Tuple
from pydantic import BaseModel, ValidationError, HttpUrl, AnyUrl, SecretStr, Field
class M(BaseModel):
    d: Optional[date]
    dt: Optional[datetime.datetime]
    t: Optional[time]
    td: Optional[timedelta]
    u: Optional[uuid.UUID]
    url: Optional[HttpUrl]
    any: Optional[AnyUrl]
    s: Optional[SecretStr]
    xs: List[Optional[int]] = []
    ys: Dict[str, int] = {}
    zs: Tuple[int, str] = (1, "a")
for kw in [dict(d="2024-02-03", dt="2024-02-03T04:05:06.789Z", t="04:05", td="3 12:30:05", u="12345678-1234-5678-1234-567812345678", url="https://a.example/b?c#d", s="pw"),
           dict(d="2024-2-3", dt="2024-02-03 04:05+02:00", t="04:05:06.5", td="90", u=uuid.UUID(int=5), url="http://localhost:80/x"),
           dict(d="x", dt="x", t="x", td="x", u="x", url="x", any="x"), dict(d=[], dt={}, t=[], td=[], u=5, url=5, any="a://"),
           dict(d=1700000000, dt=1700000000000, t=3600, td=1.5), dict(d="1700000000", dt="20240203"),
           dict(d="2024-02-30", dt="2024-02-03T25:00", t="25:00", td="1:2:3:4", url="http://"), dict(d="2024-02-03T04:05", t="04:05:06Z", dt="2024-02-03", td="-1:30"),
           dict(xs=[1, None, "x"], ys={"a": None}, zs=[None, None]), dict(xs=None, td="2 days, 1:00:00"), dict(any="custom+x://host/path", url="http://user:pw@host.example:8080/p"),
           dict(d=datetime.datetime(2024,1,1,5), dt=date(2024,1,1))]:
    try:
        m = M(**kw)
        print(repr(m)); print(m.json())
    except ValidationError as e:
        print(e)
