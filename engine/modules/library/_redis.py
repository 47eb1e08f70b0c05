"""What redis and redis.asyncio share: the commands, worked out in this process, and a connection that waits.

A command takes one round trip to the host.  What was set is found again by every client of the same host and database
in the process; what was not is looked for in the host's declared answers ("GET name").
"""
import _client
import _database
import time
import urllib.parse as _parse

from redis.exceptions import ConnectionError, DataError, ResponseError, TimeoutError

_stores = {}


def encoded(value):
    if isinstance(value, bytes):
        return value
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise DataError(f"Invalid input of type: '{type(value).__name__}'. Convert to a bytes, string, int or float "
                        f"first.")
    return (value if isinstance(value, str) else repr(value)).encode()


class Base:
    def __init__(self, host="localhost", port=6379, db=0, password=None, socket_timeout=None,
                 socket_connect_timeout=None, decode_responses=False, max_connections=None, **options):
        self._host = host
        self._port = port
        self._timeout = socket_timeout
        self._connect_timeout = socket_connect_timeout or socket_timeout
        self._decode = decode_responses
        self._idle = []
        self._data, self._expiry = _stores.setdefault((host, port, db), ({}, {}))

    @classmethod
    def from_url(cls, url, **options):
        parts = _parse.urlsplit(url)
        if parts.scheme not in ("redis", "rediss"):
            raise ValueError("Redis URL must specify one of the following schemes (redis://, rediss://, unix://)")
        db = int(parts.path.strip("/") or 0)
        return cls(host=parts.hostname or "localhost", port=parts.port or 6379, db=db, **options)

    # ---- waiting ----

    def _exchange(self, name, args):
        """The generator of one command's waits; returns what the host has declared for it, or None."""
        link = self._idle.pop() if self._idle else None
        try:
            if link is None or link.socket.ready():
                link = _database.Link(self._host, self._port, "redis")
                yield from link.open(self._connect_timeout)
            text = " ".join([name] + [encoded(arg).decode("utf-8", "replace") for arg in args])
            value = yield from link.ask(text, self._timeout)
        except _database.Refused as error:
            place = f"{self._host}:{self._port}"
            if error.kind == "connect_timeout":
                raise TimeoutError("Timeout connecting to server") from None
            reason = "-2" if error.kind == "unknown" else "111"
            text = "Name or service not known" if error.kind == "unknown" else "Connection refused"
            raise ConnectionError(f"Error {reason} connecting to {place}. {text}.") from None
        except _database.Late:
            raise TimeoutError(f"Timeout reading from {self._host}:{self._port}") from None
        except _database.Lost:
            raise ConnectionError("Connection closed by server.") from None
        self._idle.append(link)
        return None if value == [] else value

    def _close(self):
        for link in self._idle:
            link.close()
        self._idle = []

    # ---- what commands do ----

    def _out(self, value):
        if isinstance(value, bytes) and self._decode:
            return value.decode()
        if isinstance(value, list):
            return [self._out(item) for item in value]
        if isinstance(value, dict):
            return {self._out(key): self._out(item) for key, item in value.items()}
        return value

    def _get(self, key):
        key = encoded(key)
        if key in self._expiry and time.monotonic() >= self._expiry[key]:
            self._drop(key)
        return self._data.get(key)

    def _drop(self, key):
        self._expiry.pop(key, None)
        return self._data.pop(key, None) is not None

    def _kind(self, key, kind):
        value = self._get(key)
        if value is None:
            value = self._data[encoded(key)] = kind()
        elif not isinstance(value, kind):
            raise ResponseError("WRONGTYPE Operation against a key holding the wrong kind of value")
        return value

    def _do_ping(self, declared):
        return True

    def _do_get(self, declared, key):
        value = self._get(key)
        return encoded(declared) if value is None and declared is not None else value

    def _do_mget(self, declared, *keys):
        return [self._get(key) for key in keys]

    def _do_set(self, declared, key, value, ex=None, px=None, nx=False, xx=False):
        there = self._get(key) is not None
        if nx and there or xx and not there:
            return None
        self._data[encoded(key)] = encoded(value)
        self._expiry.pop(encoded(key), None)
        if ex is not None or px is not None:
            self._expiry[encoded(key)] = time.monotonic() + (ex if ex is not None else px / 1000)
        return True

    def _do_del(self, declared, *keys):
        return sum(self._drop(encoded(key)) for key in keys)

    def _do_exists(self, declared, *keys):
        return sum(self._get(key) is not None for key in keys)

    def _do_expire(self, declared, key, seconds):
        if self._get(key) is None:
            return False
        self._expiry[encoded(key)] = time.monotonic() + seconds
        return True

    def _do_ttl(self, declared, key):
        if self._get(key) is None:
            return -2
        at = self._expiry.get(encoded(key))
        return -1 if at is None else max(0, round(at - time.monotonic()))

    def _do_keys(self, declared, pattern="*"):
        keys = [key for key in list(self._data) if self._get(key) is not None]
        head = encoded(pattern)
        if head.endswith(b"*"):
            return [key for key in keys if key.startswith(head[:-1])]
        return [key for key in keys if key == head]

    def _do_incrby(self, declared, key, amount=1):
        value = self._get(key)
        try:
            number = int(value or b"0") + amount
        except ValueError:
            raise ResponseError("value is not an integer or out of range") from None
        self._data[encoded(key)] = str(number).encode()
        return number

    def _do_hset(self, declared, key, mapping):
        table = self._kind(key, dict)
        new = sum(encoded(name) not in table for name in mapping)
        table.update({encoded(name): encoded(value) for name, value in mapping.items()})
        return new

    def _do_hget(self, declared, key, field):
        return self._kind(key, dict).get(encoded(field))

    def _do_hgetall(self, declared, key):
        return dict(self._kind(key, dict))

    def _do_lpush(self, declared, key, *values):
        items = self._kind(key, list)
        items[:0] = [encoded(value) for value in reversed(values)]
        return len(items)

    def _do_rpush(self, declared, key, *values):
        items = self._kind(key, list)
        items.extend(encoded(value) for value in values)
        return len(items)

    def _do_lpop(self, declared, key):
        items = self._kind(key, list)
        return items.pop(0) if items else None

    def _do_rpop(self, declared, key):
        items = self._kind(key, list)
        return items.pop() if items else None

    def _do_llen(self, declared, key):
        return len(self._kind(key, list))

    def _do_lrange(self, declared, key, start, end):
        items = self._kind(key, list)
        return items[start:] if end == -1 else items[start:end + 1]

    def _do_flushdb(self, declared):
        self._data.clear()
        self._expiry.clear()
        return True

    # ---- commands ----

    def ping(self):
        return self._command("PING")

    def get(self, name):
        return self._command("GET", name)

    def mget(self, keys, *args):
        return self._command("MGET", *(keys if isinstance(keys, (list, tuple)) else [keys]), *args)

    def set(self, name, value, ex=None, px=None, nx=False, xx=False):
        return self._command("SET", name, value, ex=ex, px=px, nx=nx, xx=xx)

    def setex(self, name, time, value):
        return self._command("SET", name, value, ex=time)

    def setnx(self, name, value):
        return self._command("SET", name, value, nx=True)

    def delete(self, *names):
        return self._command("DEL", *names)

    def exists(self, *names):
        return self._command("EXISTS", *names)

    def expire(self, name, time):
        return self._command("EXPIRE", name, time)

    def ttl(self, name):
        return self._command("TTL", name)

    def keys(self, pattern="*"):
        return self._command("KEYS", pattern)

    def incr(self, name, amount=1):
        return self._command("INCRBY", name, amount)

    incrby = incr

    def decr(self, name, amount=1):
        return self._command("INCRBY", name, -amount)

    decrby = decr

    def hset(self, name, key=None, value=None, mapping=None):
        fields = dict(mapping or {})
        if key is not None:
            fields[key] = value
        if not fields:
            raise DataError("'hset' with no key value pairs")
        return self._command("HSET", name, fields)

    def hget(self, name, key):
        return self._command("HGET", name, key)

    def hgetall(self, name):
        return self._command("HGETALL", name)

    def lpush(self, name, *values):
        return self._command("LPUSH", name, *values)

    def rpush(self, name, *values):
        return self._command("RPUSH", name, *values)

    def lpop(self, name):
        return self._command("LPOP", name)

    def rpop(self, name):
        return self._command("RPOP", name)

    def llen(self, name):
        return self._command("LLEN", name)

    def lrange(self, name, start, end):
        return self._command("LRANGE", name, start, end)

    def flushdb(self):
        return self._command("FLUSHDB")

    def flushall(self):
        return self._command("FLUSHDB")


def sent_args(args):
    """What of a command's arguments travels as text."""
    return [arg for arg in args if not isinstance(arg, dict)]
