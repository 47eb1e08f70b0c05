"""asyncio's streams, protocols, transports and servers, over the simulated network.

This is the seldom used part of the module: it runs when a name is wanted that the native part does not have.
"""
import _network
import logging as _logging

_LIMIT = 2 ** 16
_MOST_READ = 256 * 1024
_WARN_AFTER = 5

_logger = _logging.getLogger("asyncio")


# ---- protocols and transports ----------------------------------------------------------------------------------------


def _handed_to(place, *names):
    """Methods of these names that call those of what the object holds at `place`."""
    def handing(name):
        return lambda self, *args, **kwargs: getattr(getattr(self, place), name)(*args, **kwargs)
    return map(handing, names)


def _shows(place):
    """A method that returns what the object holds at `place`."""
    return lambda self: getattr(self, place)


class BaseProtocol:
    __slots__ = ()

    def connection_made(self, transport): pass
    def connection_lost(self, exc): pass
    def pause_writing(self): pass
    def resume_writing(self): pass


class Protocol(BaseProtocol):
    __slots__ = ()

    def data_received(self, data): pass
    def eof_received(self): pass


class BaseTransport:
    def __init__(self, extra=None):
        self._extra = {} if extra is None else extra

    def get_extra_info(self, name, default=None):
        return self._extra.get(name, default)


class Transport(BaseTransport):
    pass


class TransportSocket:
    """What get_extra_info("socket") gives, and server.sockets."""

    def __init__(self, address, peer=None):
        self._address = address
        self._peer = peer

    def getsockname(self):
        return self._address

    def getpeername(self):
        if self._peer is None:
            raise OSError(107, "Transport endpoint is not connected")
        return self._peer

    def fileno(self):
        return -1

    def setsockopt(self, *args):
        pass

    def __repr__(self):
        peer = "" if self._peer is None else f", raddr={self._peer}"
        return (f"<asyncio.TransportSocket fd=-1, family=AddressFamily.AF_INET, type=SocketKind.SOCK_STREAM, proto=0, "
                f"laddr={self._address}{peer}>")


class _SocketTransport(Transport):
    def __init__(self, loop, socket, protocol, waiter, addresses, server):
        own, peer = addresses
        super().__init__({"socket": TransportSocket(own, peer), "sockname": own, "peername": peer})
        self._loop = loop
        self._socket = socket
        self._protocol = protocol
        self._server = server
        self._closing = self._paused = self._eof = False
        self._lost = 0
        self._unsent, self._full = b"", False
        self._low, self._high = 16 * 1024, 64 * 1024
        self._entity = socket.entity()
        if server is not None:
            server._attach()
        loop.call_soon(protocol.connection_made, self)
        loop.call_soon(self._begin_reading)
        if waiter is not None:
            loop.call_soon(_set_unless_cancelled, waiter)

    def _begin_reading(self):
        if not self._closing and not self._paused:
            self._socket.watch(self._loop, self._read_ready)

    def _read_ready(self):
        if self._lost:
            return
        if self._socket.state() == "reset" and self._socket.at_end():
            self._break(ConnectionResetError(104, "Connection reset by peer"))
            return
        data = self._socket.receive(_MOST_READ)
        if data is None:
            return
        if data:
            self._protocol.data_received(data)
            return
        if self._protocol.eof_received():
            self._socket.unwatch()
        else:
            self.close()

    def write(self, data):
        if not isinstance(data, bytes):
            if type(data).__name__ != "bytearray":
                raise TypeError(f"data argument must be a bytes-like object, not {type(data).__name__!r}")
            data = bytes(data)
        if self._eof:
            raise RuntimeError("Cannot call write() after write_eof()")
        if data and self._lost:
            self._written_in_vain()
        elif data:
            self._send(data)

    def _send(self, data):
        if not self._unsent:
            sent = self._socket.send_some(data)
            if sent == len(data):
                return
            if sent is None:
                self._break(BrokenPipeError(32, "Broken pipe"))
                return
            data = data[sent:]
            self._socket.watch_room(self._loop, self._write_ready)
        self._unsent += data
        self._pause_if_full()

    def _write_ready(self):
        if self._lost:
            return
        sent = self._socket.send_some(self._unsent)
        if sent is None:
            self._break(BrokenPipeError(32, "Broken pipe"))
            return
        self._unsent = self._unsent[sent:]
        if self._full and len(self._unsent) <= self._low:
            self._full = False
            self._tell("resume_writing")
        if not self._unsent:
            self._socket.unwatch_room()
            if self._closing:
                self._lose(None)
            elif self._eof:
                self._socket.shut_down()

    def _pause_if_full(self):
        if not self._full and len(self._unsent) > self._high:
            self._full = True
            self._tell("pause_writing")

    def _tell(self, method):
        try:
            getattr(self._protocol, method)()
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            self._loop.call_exception_handler({"message": f"protocol.{method}() failed", "exception": error,
                                               "transport": self, "protocol": self._protocol})

    def _written_in_vain(self):
        self._lost += 1
        if self._lost > _WARN_AFTER:
            _logger.warning("socket.send() raised exception.")

    def writelines(self, list_of_data):
        self.write(b"".join(list_of_data))

    def can_write_eof(self):
        return True

    def write_eof(self):
        if not (self._eof or self._closing):
            self._eof = True
            if not self._unsent:
                self._socket.shut_down()

    def set_write_buffer_limits(self, high=None, low=None):
        if high is None:
            high = 64 * 1024 if low is None else 4 * low
        if low is None:
            low = high // 4
        if not high >= low >= 0:
            raise ValueError(f"high ({high!r}) must be >= low ({low!r}) must be >= 0")
        self._high, self._low = high, low
        self._pause_if_full()

    def get_write_buffer_limits(self):
        return self._low, self._high

    def get_write_buffer_size(self):
        return len(self._unsent)

    is_closing, get_protocol = _shows("_closing"), _shows("_protocol")

    def set_protocol(self, protocol):
        self._protocol = protocol

    def is_reading(self):
        return not (self._closing or self._paused)

    def _pause(self, paused):
        if self._closing or self._paused is paused:
            return
        self._paused = paused
        if paused:
            self._socket.unwatch()
        else:
            self._begin_reading()

    def pause_reading(self):
        self._pause(True)

    def resume_reading(self):
        self._pause(False)

    def close(self):
        if not self._closing:
            self._closing = True
            self._socket.unwatch()
            if not self._unsent:
                self._lose(None)

    def abort(self):
        self._break(None)

    def _break(self, exc):
        """Closes at once, whatever has not been sent."""
        if not self._lost:
            self._unsent, self._closing = b"", True
            self._socket.unwatch()
            self._lose(exc)

    def _lose(self, exc):
        self._lost += 1
        self._socket.unwatch_room()
        self._loop.call_soon(self._connection_lost, exc)

    def _connection_lost(self, exc):
        try:
            self._protocol.connection_lost(exc)
        finally:
            self._socket.close()
            self._protocol = None
            server, self._server = self._server, None
            if server is not None:
                server._detach()

    def __repr__(self):
        if self._lost:
            return "<_SelectorSocketTransport closing>"
        closing = " closing" if self._closing else ""
        reads = "polling" if self.is_reading() else "idle"
        writes = f"{'polling' if self._unsent else 'idle'}, bufsize={len(self._unsent)}"
        return f"<_SelectorSocketTransport{closing} fd=-1 read={reads} write=<{writes}>>"


_SocketTransport.__name__ = _SocketTransport.__qualname__ = "_SelectorSocketTransport"
_SocketTransport.__module__ = "asyncio.selector_events"


def _set_unless_cancelled(future):
    if not future.cancelled():
        future.set_result(None)


# ---- connecting ------------------------------------------------------------------------------------------------------


def _address(host, port):
    return ("127.0.0.1" if host in ("localhost", "", None, "0.0.0.0") else host, port)


def _is_address(host):
    return host is None or ":" in host or all(part.isdigit() for part in host.split("."))


async def _resolve(loop, host):
    """A name takes a round through the loop, an address none."""
    if not _is_address(host):
        future = loop.create_future()
        loop.call_soon(_set_unless_cancelled, future)
        await future


async def _connect_socket(loop, host, port, entity):
    socket = _network.connect(host, port, "http")
    future = _network.future(entity)

    def ready():
        socket.unwatch()
        if future.cancelled():
            return
        state = socket.state()
        if state == "open":
            future.set_result(None)
        elif state == "unknown":
            import _client
            future.set_exception(_client.gaierror(-2, "Name or service not known"))
        else:
            future.set_exception(OSError(111, f"Connect call failed {_address(host, port)}"))

    socket.watch(loop, ready, True)
    future.add_done_callback(lambda future: socket.unwatch())
    try:
        await future
    except BaseException:
        socket.close()
        raise
    return socket


async def _create_connection(loop, protocol_factory, host=None, port=None, *, ssl=None, family=0, proto=0, flags=0,
                             sock=None, local_addr=None, server_hostname=None, ssl_handshake_timeout=None,
                             ssl_shutdown_timeout=None, happy_eyeballs_delay=None, interleave=None):
    if sock is not None:
        raise NotImplementedError("sockets of a script's own are not simulated: give host and port")
    if host is None and port is None:
        raise ValueError("host and port was not specified and no sock specified")
    await _resolve(loop, host)
    entity = _network.request_begin(f"connect {host}:{port}")
    try:
        socket = await _connect_socket(loop, host or "127.0.0.1", int(port), entity)
    except BaseException as error:
        cancelled = isinstance(error, CancelledError)
        _network.request_end(entity, 0, 0, "cancelled" if cancelled else "exception")
        raise
    _network.request_end(entity, 0, 0, "result")
    protocol = protocol_factory()
    waiter = loop.create_future()
    addresses = _address("127.0.0.1", socket.port()), _address(host, port)
    transport = _SocketTransport(loop, socket, protocol, waiter, addresses, None)
    try:
        await waiter
    except BaseException:
        transport.close()
        raise
    return transport, protocol


# ---- serving ---------------------------------------------------------------------------------------------------------


class AbstractServer:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc):
        self.close()
        await self.wait_closed()


AbstractServer.__module__ = "asyncio.events"


class Server(AbstractServer):
    def __init__(self, loop, listeners, protocol_factory, backlog):
        self._loop = loop
        self._listeners = listeners
        self._protocol_factory = protocol_factory
        self._backlog = backlog
        self._active = 0
        self._waiters = []
        self._serving = False
        self._forever = None

    def _attach(self):
        self._active += 1

    def _detach(self):
        self._active -= 1
        if self._active == 0 and self._listeners is None:
            self._wake()

    def _wake(self):
        waiters, self._waiters = self._waiters, None
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(waiter)

    def _start(self):
        if self._serving:
            return
        self._serving = True
        for listener in self._listeners:
            listener.watch(self._loop, _Acceptor(self, listener).accept)

    get_loop, is_serving = _shows("_loop"), _shows("_serving")

    @property
    def sockets(self):
        return tuple(TransportSocket(_address(each.host(), each.port())) for each in self._listeners or ())

    def close(self):
        if self._listeners is None:
            return
        open_ones, self._listeners, self._serving = self._listeners, None, False
        for each in open_ones:
            each.close()
        if self._forever is not None and self._forever.cancel():
            self._forever = None
        if not self._active:
            self._wake()

    async def start_serving(self):
        self._start()
        await sleep(0)

    async def serve_forever(self):
        hindrance = ("is already being awaited on serve_forever()" if self._forever is not None else
                     "is closed" if self._listeners is None else None)
        if hindrance:
            raise RuntimeError(f"server {self!r} {hindrance}")
        self._start()
        self._forever = until = self._loop.create_future()
        try:
            await until
        except CancelledError:
            try:
                self.close()
                await self.wait_closed()
            finally:
                raise
        finally:
            self._forever = None

    async def wait_closed(self):
        if self._listeners is not None and self._waiters is not None:
            self._waiters.append(closed := self._loop.create_future())
            await closed

    def __repr__(self):
        return f"<Server sockets={self.sockets!r}>"


Server.__module__ = "asyncio.base_events"


class _Acceptor:
    def __init__(self, server, listener):
        self.server = server
        self.listener = listener

    def accept(self):
        for _ in range(self.server._backlog):
            socket = self.listener.accept()
            if socket is None:
                return
            self.server._loop.create_task(_accepted(self.server, self.listener, socket))


async def _accepted(server, listener, socket):
    loop = server._loop
    protocol = server._protocol_factory()
    waiter = loop.create_future()
    addresses = _address(listener.host(), listener.port()), ("127.0.0.1", socket.peer_port())
    transport = _SocketTransport(loop, socket, protocol, waiter, addresses, server)
    try:
        await waiter
    except BaseException:
        transport.close()
        raise


_accepted.__qualname__ = "BaseSelectorEventLoop._accept_connection2"


async def _server_addresses(host):
    return ["127.0.0.1" if host == "localhost" else host or "0.0.0.0"]


_server_addresses.__qualname__ = "BaseEventLoop._create_server_getaddrinfo"


async def _create_server(loop, protocol_factory, host=None, port=None, *, family=0, flags=0, sock=None, backlog=100,
                         ssl=None, reuse_address=None, reuse_port=None, ssl_handshake_timeout=None,
                         ssl_shutdown_timeout=None, start_serving=True):
    if sock is not None:
        raise NotImplementedError("sockets of a script's own are not simulated: give host and port")
    if host is None and port is None:
        raise ValueError("Neither host/port nor sock were specified")
    hosts = [None] if host == "" or host is None else [host] if isinstance(host, str) else list(host)
    found = await gather(*[_server_addresses(each) for each in hosts])
    listeners = []
    for each in [one for many in found for one in many]:
        listener = _network.listen(each, port or 0, backlog)
        if listener is None:
            for other in listeners:
                other.close()
            raise OSError(98, f"error while attempting to bind on address {(each, port)!r}: address already in use")
        listeners.append(listener)
    server = Server(loop, listeners, protocol_factory, backlog)
    if start_serving:
        server._start()
        await sleep(0)
    return server


# ---- streams ---------------------------------------------------------------------------------------------------------


class _FlowControl(Protocol):
    def __init__(self, loop=None):
        self._loop = get_event_loop() if loop is None else loop
        self._connection_lost = self._full = False
        self._draining = []

    def pause_writing(self):
        self._full = True

    def resume_writing(self):
        self._full = False
        for waiter in self._draining:
            if not waiter.done():
                waiter.set_result(None)

    def connection_lost(self, exc):
        self._connection_lost = True
        if self._full:
            for waiter in self._draining:
                if not waiter.done():
                    _settle(waiter, exc)

    async def _drain(self):
        if self._connection_lost:
            raise ConnectionResetError("Connection lost")
        if self._full:
            waiter = _network.future(self._transport._entity if self._transport is not None else 0)
            self._draining.append(waiter)
            try:
                await waiter
            finally:
                self._draining.remove(waiter)


def _settle(future, exc):
    if exc is None:
        future.set_result(None)
    else:
        future.set_exception(exc)


class StreamReaderProtocol(_FlowControl):
    def __init__(self, stream_reader, client_connected_cb=None, loop=None):
        super().__init__(loop)
        self._reader = stream_reader
        self._callback = client_connected_cb
        self._writer = self._task = self._transport = None
        self._closed = self._loop.create_future()

    def connection_made(self, transport):
        self._transport = transport
        if self._reader is not None:
            self._reader.set_transport(transport)
        if self._callback is not None:
            self._writer = StreamWriter(transport, self, self._reader, self._loop)
            result = self._callback(self._reader, self._writer)
            if iscoroutine(result):
                self._task = self._loop.create_task(result)

    def connection_lost(self, exc):
        super().connection_lost(exc)
        reader, self._reader = self._reader, None
        if reader is not None:
            reader._ended(exc)
        if not self._closed.done():
            _settle(self._closed, exc)
        self._writer = self._task = self._transport = None

    def data_received(self, data):
        reader = self._reader
        if reader is not None:
            reader.feed_data(data)

    def eof_received(self):
        reader = self._reader
        if reader is not None:
            reader._ended(None)
        return True

    def __del__(self):
        closed = self._closed
        if closed.done() and not closed.cancelled():
            closed.exception()


class StreamWriter:
    def __init__(self, transport, protocol, reader, loop):
        self._transport, self._protocol, self._reader, self._loop = transport, protocol, reader, loop
        self._complete = loop.create_future()
        self._complete.set_result(None)

    transport = property(_shows("_transport"))

    def write(self, data):
        self._transport.write(data)

    writelines, write_eof, can_write_eof, close, is_closing, get_extra_info = _handed_to(
        "_transport", "writelines", "write_eof", "can_write_eof", "close", "is_closing", "get_extra_info")

    async def drain(self):
        if self._reader is not None:
            self._reader._check()
        if self.is_closing():
            await sleep(0)  # so that the loss of the connection is known below
        await self._protocol._drain()

    async def wait_closed(self):
        await self._protocol._closed

    def __repr__(self):
        reader = "" if self._reader is None else f" reader={self._reader!r}"
        return f"<StreamWriter transport={self._transport!r}{reader}>"


class StreamReader:
    def __init__(self, limit=_LIMIT, loop=None):
        if limit <= 0:
            raise ValueError("Limit cannot be <= 0")
        self._limit, self._loop = limit, get_event_loop() if loop is None else loop
        self._buffer, self._eof, self._paused = b"", False, False
        self._waiter = self._exception = self._transport = None

    exception = _shows("_exception")

    def set_exception(self, exc):
        self._exception = exc
        self._wake(exc)

    def _check(self):
        if self._exception is not None:
            raise self._exception

    def _wake(self, exc=None):
        waiting, self._waiter = self._waiter, None
        if not (waiting is None or waiting.cancelled()):
            _settle(waiting, exc)

    def _ended(self, exc):
        if exc is None:
            self.feed_eof()
        else:
            self.set_exception(exc)

    def set_transport(self, transport):
        self._transport = transport

    def feed_data(self, data):
        if data:
            self._buffer += data
            self._wake()
            if len(self._buffer) > 2 * self._limit and not self._paused and self._transport is not None:
                self._paused = True
                self._transport.pause_reading()

    def feed_eof(self):
        self._eof = True
        self._wake()

    def at_eof(self):
        return self._eof and not self._buffer

    def _resume(self, below=None):
        """Reads on; only when no more than `below` bytes are kept, if that is given."""
        if self._paused and (below is None or len(self._buffer) <= below):
            self._paused = False
            self._transport.resume_reading()

    def _take(self, size):
        data, self._buffer = self._buffer[:size], self._buffer[size:]
        self._resume(self._limit)
        return data

    def _incomplete(self, expected):
        partial, self._buffer = self._buffer, b""
        return IncompleteReadError(partial, expected)

    async def _wait(self, function):
        if self._waiter is not None:
            raise RuntimeError(f"{function}() called while another coroutine is already waiting for incoming data")
        self._resume()
        self._waiter = _network.future(0 if self._transport is None else self._transport._entity)
        try:
            await self._waiter
        finally:
            self._waiter = None

    async def readline(self):
        try:
            return await self.readuntil(b"\n")
        except IncompleteReadError as error:
            return error.partial
        except LimitOverrunError as error:
            end = self._buffer.startswith(b"\n", error.consumed)
            self._take(error.consumed + 1 if end else len(self._buffer))
            raise ValueError(error.args[0])

    async def readuntil(self, separator=b"\n"):
        if not len(separator):
            raise ValueError("Separator should be at least one-byte string")
        self._check()
        searched = 0
        while (at := self._buffer.find(separator, searched)) < 0:
            searched = max(0, len(self._buffer) - len(separator) + 1)  # the separator may have begun
            if searched > self._limit:
                raise LimitOverrunError("Separator is not found, and chunk exceed the limit", searched)
            if self._eof:
                raise self._incomplete(None)
            await self._wait("readuntil")
        if at > self._limit:
            raise LimitOverrunError("Separator is found, but chunk is longer than limit", at)
        return self._take(at + len(separator))

    async def read(self, n=-1):
        self._check()
        if n < 0:
            blocks = []
            while more := await self.read(self._limit):
                blocks.append(more)
            return b"".join(blocks)
        if n and not (self._buffer or self._eof):
            await self._wait("read")
        return self._take(n) if n else b""

    async def readexactly(self, n):
        if n < 0:
            raise ValueError("readexactly size can not be less than zero")
        self._check()
        while n > len(self._buffer):
            if self._eof:
                raise self._incomplete(n)
            await self._wait("readexactly")
        return self._take(n) if n else b""

    def __aiter__(self):
        return self

    async def __anext__(self):
        if line := await self.readline():
            return line
        raise StopAsyncIteration

    def __repr__(self):
        said = [f"{len(self._buffer)} bytes"] if self._buffer else []
        said += ["eof"] if self._eof else []
        said += [f"limit={self._limit}"] if self._limit != _LIMIT else []
        known = {"waiter": self._waiter, "exception": self._exception, "transport": self._transport}
        said += [f"{name}={value!r}" for name, value in known.items() if value]
        said += ["paused"] if self._paused else []
        return f"<{' '.join(['StreamReader', *said])}>"


async def open_connection(host=None, port=None, *, limit=_LIMIT, **kwds):
    loop = get_running_loop()
    reader = StreamReader(limit, loop)
    protocol = StreamReaderProtocol(reader, None, loop)
    transport, _ = await _create_connection(loop, lambda: protocol, host, port, **kwds)
    return reader, StreamWriter(transport, protocol, reader, loop)


async def start_server(client_connected_cb, host=None, port=None, *, limit=_LIMIT, **kwds):
    loop = get_running_loop()

    def factory():
        return StreamReaderProtocol(StreamReader(limit, loop), client_connected_cb, loop)

    return await _create_server(loop, factory, host, port, **kwds)


for _class in (StreamReader, StreamWriter, StreamReaderProtocol):
    _class.__module__ = "asyncio.streams"
for _class in (BaseProtocol, Protocol):
    _class.__module__ = "asyncio.protocols"
for _class in (BaseTransport, Transport):
    _class.__module__ = "asyncio.transports"
