"""What redis and redis.asyncio share: the commands, worked out in this process, and a connection that waits.

A command takes one round trip to the host.  What was set is found again by every client of the same host and database
in the process; what was not is looked for in the host's declared answers ("GET name").
"""
import _client
import _database
import time
import urllib.parse as _parse

from redis.exceptions import ConnectionError, DataError, LockError, LockNotOwnedError, ResponseError, TimeoutError

_stores = {}


class Scores(dict):
    """A sorted set."""


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
        self._data, self._expiry, self._listeners = _stores.setdefault((host, port, db), ({}, {}, {}))

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
        if isinstance(value, (list, tuple, set)):
            return type(value)(self._out(item) for item in value)
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

    def _do_mset(self, declared, mapping):
        for key, value in mapping.items():
            self._do_set(None, key, value)
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

    def _do_sadd(self, declared, key, *values):
        members = self._kind(key, set)
        before = len(members)
        members.update(encoded(value) for value in values)
        return len(members) - before

    def _do_srem(self, declared, key, *values):
        members = self._kind(key, set)
        before = len(members)
        members.difference_update(encoded(value) for value in values)
        return before - len(members)

    def _do_smembers(self, declared, key):
        return set(self._kind(key, set))

    def _do_sismember(self, declared, key, value):
        return encoded(value) in self._kind(key, set)

    def _do_scard(self, declared, key):
        return len(self._kind(key, set))

    def _do_zadd(self, declared, key, mapping):
        scores = self._kind(key, Scores)
        new = sum(encoded(name) not in scores for name in mapping)
        scores.update({encoded(name): float(score) for name, score in mapping.items()})
        return new

    def _do_zincrby(self, declared, key, amount, value):
        scores = self._kind(key, Scores)
        scores[encoded(value)] = scores.get(encoded(value), 0.0) + amount
        return scores[encoded(value)]

    def _do_zscore(self, declared, key, value):
        return self._kind(key, Scores).get(encoded(value))

    def _do_zrem(self, declared, key, *values):
        return sum(self._kind(key, Scores).pop(encoded(value), None) is not None for value in values)

    def _do_zcard(self, declared, key):
        return len(self._kind(key, Scores))

    def _do_zrange(self, declared, key, start, end, desc=False, withscores=False):
        ordered = sorted(self._kind(key, Scores).items(), key=lambda item: (item[1], item[0]), reverse=desc)
        found = ordered[start:] if end == -1 else ordered[start:end + 1]
        return found if withscores else [name for name, _ in found]

    def _do_hdel(self, declared, key, *fields):
        return sum(self._kind(key, dict).pop(encoded(field), None) is not None for field in fields)

    def _do_hincrby(self, declared, key, field, amount):
        table = self._kind(key, dict)
        number = int(table.get(encoded(field), b"0")) + amount
        table[encoded(field)] = str(number).encode()
        return number

    def _do_getdel(self, declared, key):
        value = self._do_get(declared, key)
        self._drop(encoded(key))
        return value

    def _do_persist(self, declared, key):
        return self._expiry.pop(encoded(key), None) is not None

    def _do_publish(self, declared, channel, message):
        listeners = list(self._listeners.get(encoded(channel), ()))
        for each in listeners:
            each._put("message", encoded(channel), encoded(message))
        return len(listeners)

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

    def mset(self, mapping):
        return self._command("MSET", dict(mapping))

    def getdel(self, name):
        return self._command("GETDEL", name)

    def psetex(self, name, time_ms, value):
        return self._command("SET", name, value, px=time_ms)

    def persist(self, name):
        return self._command("PERSIST", name)

    def hdel(self, name, *keys):
        return self._command("HDEL", name, *keys)

    def hincrby(self, name, key, amount=1):
        return self._command("HINCRBY", name, key, amount)

    def sadd(self, name, *values):
        return self._command("SADD", name, *values)

    def srem(self, name, *values):
        return self._command("SREM", name, *values)

    def smembers(self, name):
        return self._command("SMEMBERS", name)

    def sismember(self, name, value):
        return self._command("SISMEMBER", name, value)

    def scard(self, name):
        return self._command("SCARD", name)

    def zadd(self, name, mapping):
        return self._command("ZADD", name, dict(mapping))

    def zincrby(self, name, amount, value):
        return self._command("ZINCRBY", name, amount, value)

    def zscore(self, name, value):
        return self._command("ZSCORE", name, value)

    def zrem(self, name, *values):
        return self._command("ZREM", name, *values)

    def zcard(self, name):
        return self._command("ZCARD", name)

    def zrange(self, name, start, end, desc=False, withscores=False):
        return self._command("ZRANGE", name, start, end, desc=desc, withscores=withscores)

    def zrevrange(self, name, start, end, withscores=False):
        return self._command("ZRANGE", name, start, end, desc=True, withscores=withscores)

    def publish(self, channel, message):
        return self._command("PUBLISH", channel, message)

    def flushdb(self):
        return self._command("FLUSHDB")

    def flushall(self):
        return self._command("FLUSHDB")

    # ---- of both clients ----

    def _apply_with(self, name, args, options, declared):
        return getattr(self, "_do_" + name.lower())(declared, *args, **options)

    def _run_command(self, name, args, options):
        """The generator of one command's waits; returns what it gives."""
        declared = yield from self._exchange(name, [arg for arg in args if not isinstance(arg, (dict, list))])
        return self._out(self._apply_with(name, args, options, declared))

    def _run_pop(self, name, keys, timeout):
        """Pops from the first list that has something; waits for that."""
        until = time.monotonic() + timeout if timeout else None
        yield from self._exchange("B" + name, keys)
        while True:
            for key in keys:
                value = self._apply_with(name, (key,), {}, None)
                if value is not None:
                    return self._out((encoded(key), value))
            left = 0.01 if until is None else min(0.01, until - time.monotonic())
            if left <= 0:
                return None
            yield Nap(left)

    def pipeline(self, transaction=True, shard_hint=None):
        return self._pipeline(self)


class Nap:
    def __init__(self, seconds):
        self.seconds = seconds

    async def wait(self):
        import asyncio
        await asyncio.sleep(self.seconds)

    def block(self):
        time.sleep(self.seconds)


class BasePipeline(Base):
    """Commands that travel together."""

    def __init__(self, client):
        self._client = client
        self._commands = []

    def _command(self, name, *args, **options):
        self._commands.append((name, args, options))
        return self

    def _run_all(self):
        commands, self._commands = self._commands, []
        client = self._client
        if commands:
            yield from client._exchange("EXEC", [name for name, _, _ in commands])
        return [client._out(client._apply_with(name, args, options, None)) for name, args, options in commands]

    def __len__(self):
        return len(self._commands)


class BaseLock:
    """A key that is set by one client only."""

    _tokens = 0

    def __init__(self, redis, name, timeout=None, sleep=0.1, blocking=True, blocking_timeout=None):
        self.redis, self.name, self.timeout, self.sleep = redis, name, timeout, sleep
        self.blocking, self.blocking_timeout = blocking, blocking_timeout
        self._token = None

    def _run_acquire(self, blocking=None, blocking_timeout=None):
        BaseLock._tokens += 1
        token = f"lock {BaseLock._tokens}"
        blocking = self.blocking if blocking is None else blocking
        limit = self.blocking_timeout if blocking_timeout is None else blocking_timeout
        until = None if limit is None else time.monotonic() + limit
        options = {"nx": True, "px": None if self.timeout is None else int(self.timeout * 1000)}
        while not (yield from self.redis._run_command("SET", (self.name, token), options)):
            if not blocking or until is not None and time.monotonic() + self.sleep > until:
                return False
            yield Nap(self.sleep)
        self._token = encoded(token)
        return True

    def _run_release(self):
        if self._token is None:
            raise LockError("Cannot release an unlocked lock")
        token, self._token = self._token, None
        held = self.redis._get(self.name)
        yield from self.redis._exchange("EVALSHA", [self.name])
        if held != token:
            raise LockNotOwnedError("Cannot release a lock that's no longer owned")
        self.redis._drop(encoded(self.name))

    def _check_entered(self, acquired):
        if not acquired:
            raise LockError("Unable to acquire lock within the time specified")
        return self


class BasePubSub:
    """Channels that a client listens to, among the clients of this process."""

    def __init__(self, redis, ignore_subscribe_messages=False):
        self.redis, self._ignores = redis, ignore_subscribe_messages
        self._inbox = self._new_inbox()
        self._heard = []
        self._listeners = redis._listeners

    def _put(self, kind, channel, data):
        self._inbox.put_nowait({"type": kind, "pattern": None, "channel": self.redis._out(channel),
                                "data": self.redis._out(data)})

    def _run_subscribe(self, channels):
        for channel in map(encoded, channels):
            yield from self.redis._exchange("SUBSCRIBE", [channel])
            self._heard.append(channel)
            self._listeners.setdefault(channel, []).append(self)
            self._put("subscribe", channel, len(self._heard))

    def _run_unsubscribe(self, channels):
        for channel in list(map(encoded, channels)) or list(self._heard):
            yield from self.redis._exchange("UNSUBSCRIBE", [channel])
            self._leave(channel)
            self._put("unsubscribe", channel, len(self._heard))

    def _leave(self, channel):
        if channel in self._heard:
            self._heard.remove(channel)
            self._listeners[channel].remove(self)

    def _leave_all(self):
        for channel in list(self._heard):
            self._leave(channel)

    def _wanted(self, message, ignores=False):
        return message["type"] == "message" or not (self._ignores or ignores)
