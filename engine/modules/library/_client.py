"""What all HTTP clients share: exchanging requests over pooled connections, for a loop and for a thread.

An exchange is a generator of waits.  run_async awaits them, run_blocking blocks the thread in them; what goes wrong is a
Failure, which each client raises as its own exception.
"""
import collections
import time

import _network as network

# What a client computes (nanoseconds; charged by cost models only): see docs/NETWORK.md.
COST_BEGIN = 220_000
COST_CONNECT = 450_000
COST_SEND = 200_000
STEPS = 8  # iterations of the loop between connecting and sending
STEPS_CLAIM = 3  # … between getting a used connection and sending
COST_READ = 270_000
COST_LOOK = 800  # for each connection of the pool that is looked at, whether it can be used still …
COST_LOOK_IDLE = 5_000  # … and more for an idle one, which is polled
COST_ACQUIRE = 500  # for each connection of the pool that is looked at for a request
COST_CLOSE = 150_000
COST_COLD = 2_000_000  # the first request after a pause, the second a quarter of it, the third a ninth …
COST_BUILD = 23_000_000
COST_FIRST = 15_000_000  # the first request of the process

_first_of_all = [True]


class Failure(Exception):
    """kind: pool, connect_timeout, refused, unknown, read_timeout, total, disconnected, truncated; of the last, the
    answer that was cut off."""

    def __init__(self, kind, host="", port=0, answer=None):
        self.kind = kind
        self.host = host
        self.port = port
        self.answer = answer

    def sizes(self):
        """Bytes of the body that have arrived and that the header had announced; None: it came in chunks."""
        _, headers, body = self.answer
        lengths = [int(value) for name, value in headers if name.lower() == "content-length"]
        return len(body), lengths[0] if lengths else None


# ---- waits -----------------------------------------------------------------------------------------------------------


class _SocketWait:
    def __init__(self, socket, seconds, entity, connects=False):
        self.socket = socket
        self.connects = connects
        self.seconds = seconds
        self.entity = entity

    async def wait(self):
        wait = network.Wait(self.socket, self.seconds, self.entity, self.connects)
        try:
            return await wait.future
        finally:
            wait.close()

    def block(self):
        return network.block(self.socket, self.seconds, self.entity, self.connects)


class _PoolWait:
    """A place in the queue of a full pool; `granted` once a connection (None: room for a new one) is there."""

    def __init__(self, pool, key, seconds, entity, place=0):
        self.pool = pool
        self.key = key
        self.seconds = seconds
        self.entity = entity
        self.place = place
        self.granted = False
        self.connection = None
        self.future = self.gate = None

    async def wait(self):
        import asyncio
        self.future = network.future(self.pool.shown(), "pool")
        timer = None
        if self.seconds is not None:
            timer = asyncio.get_running_loop().call_later(self.seconds, self._expire)
        try:
            await self.future
        finally:
            if timer is not None:
                timer.cancel()
        return self.granted

    def _expire(self):
        if not self.future.done():
            self.future.set_result(False)

    _expire.__qualname__ = "the time-out of the pool"

    def block(self):
        self.gate = network.Gate()
        self.gate.block(self.seconds, self.pool.shown())
        return self.granted

    def grant(self, connection):
        self.granted = True
        self.connection = connection
        if self.gate is not None:
            self.gate.open()
        elif self.future is not None and not self.future.done():
            self.future.set_result(True)

    def given_up(self):
        return self.future is not None and self.future.done() and not self.granted


class _Turn:
    """The lock around a pool: tasks get to it one after the other, and each takes an iteration of the loop or two. So
    answers of the first arrive, and their connections can be used again, while the last still wait for their turn."""

    def __init__(self, pool):
        self.pool = pool

    async def wait(self):
        import asyncio
        loop = asyncio.get_running_loop()
        if self.pool.turn_loop is not loop:
            self.pool.turn_loop, self.pool.turn = loop, asyncio.Lock()
        lock = self.pool.turn
        await lock.acquire()
        await asyncio.sleep(0)
        return lock

    def block(self):
        return None


class _Steps:
    """So many iterations of the loop."""

    def __init__(self, count):
        self.count = count

    async def wait(self):
        import asyncio
        for _ in range(self.count):
            await asyncio.sleep(0)

    def block(self):
        return None


async def run_async(exchange):
    try:
        wait = next(exchange)
        while True:
            try:
                outcome = await wait.wait()
            except BaseException as error:
                wait = exchange.throw(error)
            else:
                wait = exchange.send(outcome)
    except StopIteration as end:
        return end.value


def run_blocking(exchange):
    try:
        wait = next(exchange)
        while True:
            try:
                outcome = wait.block()
            except BaseException as error:
                wait = exchange.throw(error)
            else:
                wait = exchange.send(outcome)
    except StopIteration as end:
        return end.value


# ---- pools -----------------------------------------------------------------------------------------------------------


class Connection:
    def __init__(self, key):
        self.key = key
        self.socket = None
        self.used = False
        self.idle_since = 0.0

    def close(self):
        if self.socket is not None:
            self.socket.close()


class Pool:
    """Connections of one client: at most `limit` at once, `keep` of them idle for `expiry` seconds (None: no limit)."""

    locked = False

    def __init__(self, name, limit, keep=None, expiry=None):
        self.name = name
        self.limit = limit
        self.keep = keep
        self.expiry = expiry
        self.entity = None
        self.idle = []
        self.active = 0
        self.waiting = collections.deque()
        self.turn = self.turn_loop = None
        self.under_way = self.since_pause = 0

    def shown(self):
        """The pool as an entity of the trace."""
        if self.entity is None:
            self.entity = network.pool_new(self.name, self.limit or 0)
        return self.entity

    def _use(self, taken):
        if self.limit is not None:
            network.pool_use(self.shown(), self.active, taken)

    def _drop_dead(self):
        now = time.monotonic()
        alive = []
        for connection in self.idle:
            expired = self.expiry is not None and now - connection.idle_since > self.expiry
            if expired or connection.socket.ready():
                connection.close()
            else:
                alive.append(connection)
        self.idle = alive

    def _look(self):
        """Closes connections that cannot be used any more."""
        network.spend(COST_LOOK * (self.active + len(self.idle)))
        self._drop_dead()

    def take(self, key):
        """(True, connection or None) when a request may begin now, else (False, None)."""
        self._look()
        if self.waiting and self.limit is not None:
            return False, None
        return self._acquire(key)

    def _acquire(self, key):
        network.spend(COST_ACQUIRE * (self.active + len(self.idle)))
        for connection in reversed(self.idle):
            if connection.key == key:
                self.idle.remove(connection)
                self.active += 1
                self._use(True)
                return True, connection
        if self.limit is not None and self.active + len(self.idle) >= self.limit:
            if not self.idle:
                return False, None
            self.idle.pop(0).close()
        self.active += 1
        self._use(True)
        return True, None

    def _keep(self, connection):
        if self.keep is None or len(self.idle) < self.keep:
            connection.idle_since = time.monotonic()
            self.idle.append(connection)
        else:
            connection.close()

    def free(self, connection):
        """A request is over; its connection, if it can be used again.  To be followed by settle()."""
        self.active -= 1
        self._use(False)
        if connection is not None:
            self._keep(connection)

    def settle(self):
        """What is free goes to those who wait."""
        while self.waiting:
            waiter = self.waiting[0]
            if waiter.given_up():
                self.waiting.popleft()
                continue
            rest, self.waiting = self.waiting, ()
            granted, connection = self.take(waiter.key)
            self.waiting = rest
            if not granted:
                return
            rest.popleft()
            waiter.grant(connection)

    def give_back(self, key, connection):
        self.free(connection)
        self.settle()

    def obtain(self, key, timeouts, entity):
        """The generator of the waits for a connection; returns it, or None when there is room for a new one."""
        taken, connection = self.take(key)
        if taken:
            return connection
        return (yield from self._wait(_PoolWait(self, key, timeouts.limited(timeouts.pool), entity), timeouts))

    def _stand(self, waiter):
        self.waiting.append(waiter)

    def _wait(self, waiter, timeouts):
        self._stand(waiter)
        try:
            taken = yield waiter
        except BaseException:
            self.leave(waiter)
            raise
        if not taken:
            self.leave(waiter)
            raise Failure(timeouts.kind("pool"), *waiter.key[1:])
        return waiter.connection

    def leave(self, waiter):
        """A waiter gives up."""
        if waiter.granted:
            self.give_back(waiter.key, waiter.connection)
        elif waiter in self.waiting:
            self.waiting.remove(waiter)

    def close(self):
        for connection in self.idle:
            connection.close()
        self.idle = []


class LockedPool(Pool):
    """httpcore's: what it does with connections under many requests is seen in their number.

    There is a lock around the pool (_Turn), in which each request stands twice: for its connection, and when it is over
    and its connection idle already.  `keep` bounds all connections, busy ones included: beyond it every idle one is
    closed by whoever has the lock next.  And an idle connection is promised to all who wait for one; the first to come
    takes it, if it is not closed by then, and the others get in line for the lock again."""

    locked = True

    def __init__(self, name, limit, keep, expiry):
        super().__init__(name, limit, keep, expiry)
        self.closed = 0  # in this turn
        self.places = 0

    def _keep(self, connection):
        connection.idle_since = time.monotonic()
        self.idle.append(connection)

    def _look(self):
        network.spend(COST_LOOK_IDLE * len(self.idle))
        super()._look()
        while self.idle and self.keep is not None and self.active + len(self.idle) > self.keep:
            network.spend(COST_CLOSE)
            self.idle.pop(0).close()
            self.closed += 1

    def _acquire(self, key):
        for connection in reversed(self.idle):
            if connection.key == key:
                network.spend(COST_ACQUIRE * (self.active + len(self.idle)))
                return True, connection  # promised: see _claim
        return super()._acquire(key)

    def _claim(self, connection):
        if connection not in self.idle:
            return False
        self.idle.remove(connection)
        self.active += 1
        self._use(True)
        return True

    def obtain(self, key, timeouts, entity):
        self.places += 1
        place = self.places
        taken, connection = yield from _in_turn(self, self.take, key)
        while True:
            if not taken:
                waiter = _PoolWait(self, key, timeouts.limited(timeouts.pool), entity, place)
                connection = yield from self._wait(waiter, timeouts)
            if connection is None:
                return None
            if network.costed():
                yield _Steps(STEPS_CLAIM)
            if self._claim(connection):
                return connection
            taken, connection = yield from _in_turn(self, self._take_again, key, place)

    def _take_again(self, key, place):
        if self.waiting and self.waiting[0].place < place:
            return False, None
        return self._acquire(key)

    def _stand(self, waiter):
        """Who was promised a connection in vain goes back to its place."""
        before = sum(other.place < waiter.place for other in self.waiting)
        self.waiting.insert(before, waiter)

    def settle(self):
        while self.waiting:
            waiter = self.waiting[0]
            if waiter.given_up():
                self.waiting.popleft()
                continue
            granted, connection = self._acquire(waiter.key)
            if not granted:
                break
            self.waiting.popleft()
            waiter.grant(connection)
            if connection is not None and not network.costed():
                break  # all others would come back in no time
        self._look()

    def leave(self, waiter):
        if waiter.granted and waiter.connection is not None:
            self.settle()  # it was a promise only
        else:
            super().leave(waiter)


# ---- an exchange -----------------------------------------------------------------------------------------------------


class Request:
    """method, scheme, host, port, path, query: str and int; headers: a list of pairs; body: bytes."""

    def __init__(self, method, scheme, host, port, path, query, headers, body):
        self.method = method
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body

    def label(self):
        default = {"http": 80, "https": 443}.get(self.scheme)
        port = "" if self.port == default else f":{self.port}"
        return f"{self.method} {self.host}{port}{self.path}"


class Timeouts:
    """Seconds; None: for ever.  `total` bounds all together, from `begin` (the moment of making this) on."""

    def __init__(self, connect=None, read=None, write=None, pool=None, total=None):
        self.connect = connect
        self.read = read
        self.write = write
        self.pool = pool
        self.deadline = None if total is None else time.monotonic() + total

    def limited(self, seconds):
        if self.deadline is None:
            return seconds
        left = max(self.deadline - time.monotonic(), 0)
        return left if seconds is None else min(seconds, left)

    def kind(self, kind):
        """What a time-out is called: "total" when that was the one."""
        return "total" if self.deadline is not None and time.monotonic() >= self.deadline else kind


def exchange(pool, request, timeouts):
    """Sends the request, returns (status, headers, body) of its answer."""
    key = (request.scheme, request.host, request.port)
    entity = network.request_begin(request.label())
    if _first_of_all:
        _first_of_all.clear()
        network.spend(COST_FIRST)
    pool.since_pause = pool.since_pause + 1 if pool.under_way else 1
    pool.under_way += 1
    network.spend(COST_BEGIN + COST_COLD // pool.since_pause**2)
    connection = None
    outcome, answer = "exception", (0, [], b"", True)
    taken = False
    try:
        connection = yield from pool.obtain(key, timeouts, entity)
        taken = True
        if connection is None:
            connection = Connection(key)
            yield from _connect(connection, request, timeouts, entity)
        answer = yield from _talk(pool, connection, request, timeouts, entity)
        outcome = "result"
        if pool.locked:
            taken = False
            pool.free(connection if not answer[3] else connection.close())
            yield from _in_turn(pool, pool.settle)
    except GeneratorExit:
        outcome = "cancelled"
        raise
    except Failure:
        raise
    except BaseException as error:
        outcome = "cancelled" if type(error).__name__ == "CancelledError" else "exception"
        raise
    finally:
        pool.under_way -= 1
        reusable = outcome == "result" and not answer[3]
        if taken:
            if connection is not None and not reusable:
                connection.close()
                connection = None
            pool.give_back(key, connection)
        network.request_end(entity, answer[0], len(answer[2]), outcome)
    return answer[:3]


def _in_turn(pool, function, *args):
    """Behind the pool's lock, where computing takes time; each connection that is closed holds it for longer."""
    if not pool.locked or not network.costed():
        return function(*args)
    turn = yield _Turn(pool)
    try:
        result = function(*args)
        closed, pool.closed = pool.closed, 0
        yield _Steps(closed)
        return result
    finally:
        if turn is not None:
            turn.release()


def _connect(connection, request, timeouts, entity):
    network.spend(COST_CONNECT)
    socket = network.connect(request.host, request.port, "http")
    connection.socket = socket
    if not (yield _SocketWait(socket, timeouts.limited(timeouts.connect), entity, True)):
        raise Failure(timeouts.kind("connect_timeout"), request.host, request.port)
    state = socket.state()
    if state == "refused" or state == "unknown":
        raise Failure(state, request.host, request.port)
    if network.costed():
        yield _Steps(STEPS)


def _talk(pool, connection, request, timeouts, entity):
    socket = connection.socket
    network.spend(COST_SEND)
    connection.used = True
    if not socket.send_request(request.method, request.scheme, request.host, request.port, request.path, request.query,
                               request.headers, request.body, entity):
        raise Failure("disconnected", request.host, request.port)
    if not socket.ready() and not (yield _SocketWait(socket, timeouts.limited(timeouts.read), entity)):
        raise Failure(timeouts.kind("read_timeout"), request.host, request.port)
    network.spend(COST_READ)
    answer = socket.receive_answer()
    if answer is None:
        raise Failure("disconnected", request.host, request.port)
    if answer[4]:
        raise Failure("truncated", request.host, request.port, answer[:3])
    return answer[:4]


# ---- small things ----------------------------------------------------------------------------------------------------


class Cookies(dict):
    """The cookies of a client, by name."""

    def take(self, headers):
        for name, value in headers:
            if name.lower() == "set-cookie":
                pair = value.split(";", 1)[0]
                if "=" in pair:
                    key, _, text = pair.partition("=")
                    self[key.strip()] = text.strip()

    def header(self):
        return "; ".join(f"{name}={value}" for name, value in self.items())


def charset_of(content_type):
    for part in (content_type or "").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None


def decode(body, encoding):
    try:
        return body.decode(encoding or "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def basic_auth(name, password):
    return "Basic " + _base64(f"{name}:{password}".encode())


def _base64(data):
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    out = []
    for at in range(0, len(data), 3):
        chunk = data[at:at + 3]
        number = int.from_bytes(chunk + bytes(3 - len(chunk)), "big")
        digits = [alphabet[number >> shift & 63] for shift in (18, 12, 6, 0)]
        out.append("".join(digits[:len(chunk) + 1]) + "=" * (3 - len(chunk)))
    return "".join(out)


class Elapsed:
    """A datetime.timedelta, as far as a response's `elapsed` is asked."""

    def __init__(self, seconds):
        whole = round(seconds * 1_000_000)
        self.days, rest = divmod(whole, 86_400_000_000)
        self.seconds, self.microseconds = divmod(rest, 1_000_000)

    def total_seconds(self):
        return (self.days * 86_400 + self.seconds) + self.microseconds / 1_000_000

    def __eq__(self, other):
        return isinstance(other, Elapsed) and self.total_seconds() == other.total_seconds()

    def __lt__(self, other):
        return self.total_seconds() < other.total_seconds()

    def __str__(self):
        minutes, seconds = divmod(self.seconds, 60)
        hours, minutes = divmod(minutes, 60)
        days = f"{self.days} day{'' if self.days == 1 else 's'}, " if self.days else ""
        return f"{days}{hours}:{minutes:02}:{seconds:02}" + (f".{self.microseconds:06}" if self.microseconds else "")

    def __repr__(self):
        parts = [f"{name}={value}" for name, value in (("days", self.days), ("seconds", self.seconds),
                                                       ("microseconds", self.microseconds)) if value]
        return f"datetime.timedelta({', '.join(parts) or 0})"


class gaierror(OSError):
    """socket.gaierror"""


gaierror.__module__ = "socket"
