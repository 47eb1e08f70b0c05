"""uvicorn 0.17: what a worker does with requests.  Connections are C (mod_http_server_connection.c)."""
import asyncio as _asyncio
import sys as _sys
import time as _time
import traceback as _traceback

from anyio.to_thread import current_default_thread_limiter as _current_default_thread_limiter
from starlette.datastructures import _unquoted

__version__ = "0.17.6"

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _date(seconds):
    """As the header "date" has it."""
    days, rest = divmod(int(seconds), 86400)
    era, day = divmod(days + 719468, 146097)  # of 400 years, which begin in March
    year = (day - day // 1460 + day // 36524 - day // 146096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    day -= (153 * month + 2) // 5
    year += era * 400 + (month >= 10)
    clock = f"{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"
    return f"{_DAYS[(days + 3) % 7]}, {day + 1:02d} {_MONTHS[(month + 2) % 12]} {year:04d} {clock} GMT"


def _complain(message, error):
    text = "".join(_traceback.format_exception(type(error), error, error.__traceback__))
    _sys.stderr.write(f"ERROR:    {message}\n{text}")


class _Server:
    def __init__(self, app):
        self.app = app
        limiter, self.uvloop = _settings()
        self.loop = _asyncio.get_running_loop()
        self.stopped = self.loop.create_future()
        self.tasks = set()
        self.state = {}
        self.writes = []
        if limiter != 40:
            _current_default_thread_limiter().total_tokens = limiter

    def on_started(self):
        pass

    async def serve(self):
        lifespan = _Lifespan(self.app, self.state)
        if not await lifespan.startup():
            _sys.stderr.write("ERROR:    Application startup failed. Exiting.\n")
            _sys.exit(3)
        _listen(self.request, self.stop)
        self.on_started()
        await self.stopped
        await lifespan.shutdown()

    def stop(self):
        if not self.stopped.done():
            self.stopped.set_result(None)

    # ---- requests ----

    def request(self, connection, method, scheme, path, query, headers, body, client_port, host, port):
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1",
            "server": (host, port), "client": ("127.0.0.1", client_port), "scheme": scheme, "method": method,
            "root_path": "", "path": _unquoted(path), "raw_path": path.encode(), "query_string": query.encode(),
            "headers": headers, "state": dict(self.state),
        }
        _in_flight(1)
        cycle = _Cycle(self, connection, scope, body)
        task = self.loop.create_task(_labelled(cycle.run(), f"{method} {path}"))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def write(self, *answer):
        """asyncio writes at once, uvloop when all callbacks of the iteration have run."""
        if not self.uvloop:
            self.send(answer)
            return
        if not self.writes:
            self.loop.call_soon(self.flush)
        self.writes.append(answer)

    def flush(self):
        writes, self.writes = self.writes, []
        for answer in writes:
            self.send(answer)

    @staticmethod
    def send(answer):
        connection, *rest = answer
        _in_flight(-1)
        connection.answer(*rest)


class _Cycle:
    """One request and its answer."""

    def __init__(self, server, connection, scope, body):
        self.server, self.connection, self.scope, self.body = server, connection, scope, body
        self.received = False
        self.start = None
        self.chunks = []
        self.complete = False

    async def run(self):
        close = False
        try:
            result = await self.server.app(self.scope, self.receive, self.send)
        except BaseException as error:
            _complain("Exception in ASGI application", error)
            close = True
        else:
            if result is not None:
                _sys.stderr.write(f"ERROR:    ASGI callable should return None, but returned '{result}'.\n")
                close = True
            elif self.start is None:
                _sys.stderr.write("ERROR:    ASGI callable returned without starting response.\n")
                close = True
            elif not self.complete:
                _sys.stderr.write("ERROR:    ASGI callable returned without completing response.\n")
                close = True
        if not self.complete:
            self.fail()
        elif close:
            self.server.loop.call_soon(self.connection.close)  # after what is still to be written

    def fail(self):
        """The application has not finished what it began: that much arrives, then the connection is closed."""
        if self.start is not None:
            size = sum(map(len, self.chunks))
            lengths = [int(value) for key, value in self.start.get("headers", []) if key.lower() == b"content-length"]
            self.finish(True, not lengths or size < lengths[0])
            return
        self.start = {"status": 500, "headers": [
            (b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]}
        self.chunks = [b"Internal Server Error"]
        self.finish(True)

    async def receive(self):
        if not self.received:
            self.received = True
            return {"type": "http.request", "body": self.body, "more_body": False}
        while not self.connection.disconnected and not self.complete:
            await _asyncio.sleep(0.1)
        return {"type": "http.disconnect"}

    async def send(self, message):
        kind = message["type"]
        if self.start is None:
            if kind != "http.response.start":
                raise RuntimeError(f"Expected ASGI message 'http.response.start', but got '{kind}'.")
            self.start = message
        elif not self.complete:
            if kind != "http.response.body":
                raise RuntimeError(f"Expected ASGI message 'http.response.body', but got '{kind}'.")
            body = message.get("body", b"")
            if self.scope["method"] != "HEAD":
                self.chunks.append(body)
            if not message.get("more_body", False):
                self.complete = True
                self.finish(False)
        else:
            raise RuntimeError(f"Unexpected ASGI message '{kind}' sent, after response already completed.")

    def finish(self, close, truncated=False):
        self.complete = True
        date = _date(_time.time()).encode()
        headers = [(b"date", date), (b"server", b"uvicorn"), *self.start.get("headers", [])]
        empty = self.start["status"] < 200 or self.start["status"] in (204, 304)
        if not empty and all(key.lower() != b"content-length" for key, _ in headers):
            headers.append((b"transfer-encoding", b"chunked"))
        body = self.chunks[0] if len(self.chunks) == 1 else b"".join(self.chunks)
        self.server.write(self.connection, self.start["status"], headers, body, close, truncated)


class _Lifespan:
    """Startup and shutdown of the application; one that does not know the protocol is served all the same."""

    def __init__(self, app, state):
        self.app, self.state = app, state
        self.task = None

    async def startup(self):
        self.to_app, self.from_app = _asyncio.Queue(), _asyncio.Queue()
        self.task = _asyncio.create_task(_labelled(self._run(), "lifespan"))
        self.to_app.put_nowait({"type": "lifespan.startup"})
        message = await self.from_app.get()
        if message is None:
            self.task = None
            return True
        return message["type"] != "lifespan.startup.failed"

    async def shutdown(self):
        if self.task is None:
            return
        self.to_app.put_nowait({"type": "lifespan.shutdown"})
        await self.from_app.get()

    async def _run(self):
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": self.state}
        told = False

        async def send(message):
            nonlocal told
            told = told or message["type"].endswith(".failed")
            if message["type"].endswith(".failed") and message.get("message"):
                _sys.stderr.write(f"ERROR:    {message['message']}")
            self.from_app.put_nowait(message)

        try:
            await self.app(scope, self.to_app.get, send)
        except BaseException:
            if not told:
                self.from_app.put_nowait(None)
        else:
            self.from_app.put_nowait(None)


def _worker(app):
    """The whole life of a worker process."""
    _asyncio.run(_labelled(_serve(app), "serve"))


async def _serve(app):
    await _Server(app).serve()


# ---- what scripts call -----------------------------------------------------------------------------------------------


class Config:
    def __init__(self, app, host="127.0.0.1", port=8000, loop="auto", workers=None, reload=False, **options):
        self.app, self.host, self.port, self.loop = app, host, int(port), loop
        self.workers = workers or 1
        self.should_reload = reload
        self.options = options

    @property
    def loaded_app(self):
        if not isinstance(self.app, str):
            return self.app
        module, colon, name = self.app.partition(":")
        if not colon:
            _fail(f'Error loading ASGI app. Import string "{self.app}" must be in format "<module>:<attribute>".')
        try:
            return getattr(_sys.modules["__main__"], name)
        except AttributeError:
            _fail(f'Error loading ASGI app. Attribute "{name}" not found in module "{module}".')


def _fail(message):
    _sys.stderr.write(f"ERROR:    {message}\n")
    _sys.exit(1)


class Server:
    def __init__(self, config):
        self.config = config
        self.started = False
        self._server = None
        self._should_exit = False

    @property
    def should_exit(self):
        return self._should_exit

    @should_exit.setter
    def should_exit(self, value):
        self._should_exit = value
        if value and self._server is not None:
            self._server.stop()

    def run(self, sockets=None):
        _asyncio.run(self.serve())

    async def serve(self, sockets=None):
        app = self.config.loaded_app
        _here(self.config.host, self.config.port, 1, self.config.loop == "uvloop")
        try:
            self._server = _Server(app)
            self._server.on_started = self._on_started
            await self._server.serve()
        finally:
            _leave()

    def _on_started(self):
        self.started = True
        if self._should_exit:
            self._server.stop()


def run(app, *, host="127.0.0.1", port=8000, loop="auto", workers=None, **options):
    config = Config(app, host, port, loop, workers, **options)
    several = config.workers > 1 or _served()  # the scenario's server is the one that is meant
    if several and not _served() and not isinstance(app, str):
        _sys.stderr.write("WARNING:  You must pass the application as an import string to enable 'reload' or "
                          "'workers'.\n")
        _sys.exit(1)
    if several:
        name = app.rpartition(":")[2] if isinstance(app, str) else "app"
        if isinstance(app, str):
            config.loaded_app
        _processes(host, config.port, config.workers, loop == "uvloop", name)
    else:
        Server(config).run()
