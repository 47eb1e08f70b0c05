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


class BaseProtocol:
    __slots__ = ()

    def connection_made(self, transport):
        pass

    def connection_lost(self, exc):
        pass

    def pause_writing(self):
        pass

    def resume_writing(self):
        pass


class Protocol(BaseProtocol):
    __slots__ = ()

    def data_received(self, data):
        pass

    def eof_received(self):
        pass


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
            self._fatal(ConnectionResetError(104, "Connection reset by peer"))
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
        if not data:
            return
        if self._lost:
            if self._lost >= _WARN_AFTER:
                _logger.warning("socket.send() raised exception.")
            self._lost += 1
            return
        if not self._socket.send(data):
            self._fatal(BrokenPipeError(32, "Broken pipe"))

    def writelines(self, list_of_data):
        self.write(b"".join(list_of_data))

    def write_eof(self):
        if self._closing or self._eof:
            return
        self._eof = True
        self._socket.shut_down()

    def can_write_eof(self):
        return True

    def is_closing(self):
        return self._closing

    def is_reading(self):
        return not self._closing and not self._paused

    def pause_reading(self):
        if self._closing or self._paused:
            return
        self._paused = True
        self._socket.unwatch()

    def resume_reading(self):
        if self._closing or not self._paused:
            return
        self._paused = False
        self._socket.watch(self._loop, self._read_ready)

    def get_write_buffer_size(self):
        return 0

    def get_write_buffer_limits(self):
        return 16 * 1024, 64 * 1024

    def set_write_buffer_limits(self, high=None, low=None):
        pass

    def get_protocol(self):
        return self._protocol

    def set_protocol(self, protocol):
        self._protocol = protocol

    def close(self):
        if self._closing:
            return
        self._closing = True
        self._socket.unwatch()
        self._lost += 1
        self._loop.call_soon(self._connection_lost, None)

    def abort(self):
        self._force_close(None)

    def _fatal(self, exc):
        self._force_close(exc)

    def _force_close(self, exc):
        if self._lost:
            return
        self._closing = True
        self._socket.unwatch()
        self._lost += 1
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
        if self._closing:
            return "<_SelectorSocketTransport closing>"
        return "<_SelectorSocketTransport fd=-1 read=polling write=<idle, bufsize=0>>"


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

    def get_loop(self):
        return self._loop

    def is_serving(self):
        return self._serving

    @property
    def sockets(self):
        if self._listeners is None:
            return ()
        return tuple(TransportSocket(_address(listener.host(), listener.port())) for listener in self._listeners)

    def close(self):
        listeners = self._listeners
        if listeners is None:
            return
        self._listeners = None
        for listener in listeners:
            listener.close()
        self._serving = False
        if self._forever is not None and not self._forever.done():
            self._forever.cancel()
            self._forever = None
        if self._active == 0:
            self._wake()

    async def start_serving(self):
        self._start()
        await sleep(0)

    async def serve_forever(self):
        if self._forever is not None:
            raise RuntimeError(f"server {self!r} is already being awaited on serve_forever()")
        if self._listeners is None:
            raise RuntimeError(f"server {self!r} is closed")
        self._start()
        self._forever = self._loop.create_future()
        try:
            await self._forever
        except CancelledError:
            try:
                self.close()
                await self.wait_closed()
            finally:
                raise
        finally:
            self._forever = None

    async def wait_closed(self):
        if self._listeners is None or self._waiters is None:
            return
        waiter = self._loop.create_future()
        self._waiters.append(waiter)
        await waiter

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
    return [host]


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
        listener = _network.listen(each or "0.0.0.0", port or 0, backlog)
        if listener is None:
            for other in listeners:
                other.close()
            raise OSError(98, f"error while attempting to bind on address {_address(each, port)!r}: "
                              f"address already in use")
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
        self._connection_lost = False

    def connection_lost(self, exc):
        self._connection_lost = True

    async def _drain(self):
        if self._connection_lost:
            raise ConnectionResetError("Connection lost")


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
        if self._reader is not None:
            if exc is None:
                self._reader.feed_eof()
            else:
                self._reader.set_exception(exc)
        if not self._closed.done():
            if exc is None:
                self._closed.set_result(None)
            else:
                self._closed.set_exception(exc)
        super().connection_lost(exc)
        self._reader = self._writer = self._task = self._transport = None

    def data_received(self, data):
        if self._reader is not None:
            self._reader.feed_data(data)

    def eof_received(self):
        if self._reader is not None:
            self._reader.feed_eof()
        return True

    def __del__(self):
        closed = self._closed
        if closed.done() and not closed.cancelled():
            closed.exception()


class StreamWriter:
    def __init__(self, transport, protocol, reader, loop):
        self._transport = transport
        self._protocol = protocol
        self._reader = reader
        self._loop = loop
        self._complete = loop.create_future()
        self._complete.set_result(None)

    @property
    def transport(self):
        return self._transport

    def write(self, data):
        self._transport.write(data)

    def writelines(self, data):
        self._transport.writelines(data)

    def write_eof(self):
        return self._transport.write_eof()

    def can_write_eof(self):
        return self._transport.can_write_eof()

    def close(self):
        return self._transport.close()

    def is_closing(self):
        return self._transport.is_closing()

    async def wait_closed(self):
        await self._protocol._closed

    def get_extra_info(self, name, default=None):
        return self._transport.get_extra_info(name, default)

    async def drain(self):
        if self._reader is not None:
            exc = self._reader.exception()
            if exc is not None:
                raise exc
        if self._transport.is_closing():
            await sleep(0)
        await self._protocol._drain()

    def __repr__(self):
        reader = "" if self._reader is None else f" reader={self._reader!r}"
        return f"<StreamWriter transport={self._transport!r}{reader}>"


class StreamReader:
    def __init__(self, limit=_LIMIT, loop=None):
        if limit <= 0:
            raise ValueError("Limit cannot be <= 0")
        self._limit = limit
        self._loop = get_event_loop() if loop is None else loop
        self._buffer = b""
        self._eof = False
        self._waiter = None
        self._exception = None
        self._transport = None
        self._paused = False

    def exception(self):
        return self._exception

    def set_exception(self, exc):
        self._exception = exc
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.cancelled():
            waiter.set_exception(exc)

    def _wake(self):
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.cancelled():
            waiter.set_result(None)

    def set_transport(self, transport):
        self._transport = transport

    def feed_eof(self):
        self._eof = True
        self._wake()

    def at_eof(self):
        return self._eof and not self._buffer

    def feed_data(self, data):
        if not data:
            return
        self._buffer += data
        self._wake()
        if self._transport is not None and not self._paused and len(self._buffer) > 2 * self._limit:
            self._transport.pause_reading()
            self._paused = True

    def _resume(self):
        if self._paused and len(self._buffer) <= self._limit:
            self._paused = False
            self._transport.resume_reading()

    def _take(self, size):
        data, self._buffer = self._buffer[:size], self._buffer[size:]
        self._resume()
        return data

    async def _wait(self, function):
        if self._waiter is not None:
            raise RuntimeError(f"{function}() called while another coroutine is already waiting for incoming data")
        if self._paused:
            self._paused = False
            self._transport.resume_reading()
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
            found = self._buffer.startswith(b"\n", error.consumed)
            self._buffer = self._buffer[error.consumed + 1:] if found else b""
            self._resume()
            raise ValueError(error.args[0])

    async def readuntil(self, separator=b"\n"):
        size = len(separator)
        if size == 0:
            raise ValueError("Separator should be at least one-byte string")
        if self._exception is not None:
            raise self._exception
        offset = 0
        while True:
            if len(self._buffer) - offset >= size:
                at = self._buffer.find(separator, offset)
                if at != -1:
                    break
                offset = len(self._buffer) + 1 - size
                if offset > self._limit:
                    raise LimitOverrunError("Separator is not found, and chunk exceed the limit", offset)
            if self._eof:
                partial, self._buffer = self._buffer, b""
                raise IncompleteReadError(partial, None)
            await self._wait("readuntil")
        if at > self._limit:
            raise LimitOverrunError("Separator is found, but chunk is longer than limit", at)
        return self._take(at + size)

    async def read(self, n=-1):
        if self._exception is not None:
            raise self._exception
        if n == 0:
            return b""
        if n < 0:
            blocks = []
            while block := await self.read(self._limit):
                blocks.append(block)
            return b"".join(blocks)
        if not self._buffer and not self._eof:
            await self._wait("read")
        return self._take(n)

    async def readexactly(self, n):
        if n < 0:
            raise ValueError("readexactly size can not be less than zero")
        if self._exception is not None:
            raise self._exception
        if n == 0:
            return b""
        while len(self._buffer) < n:
            if self._eof:
                partial, self._buffer = self._buffer, b""
                raise IncompleteReadError(partial, n)
            await self._wait("readexactly")
        return self._take(n)

    def __aiter__(self):
        return self

    async def __anext__(self):
        line = await self.readline()
        if line == b"":
            raise StopAsyncIteration
        return line

    def __repr__(self):
        parts = ["StreamReader"]
        if self._buffer:
            parts.append(f"{len(self._buffer)} bytes")
        if self._eof:
            parts.append("eof")
        if self._limit != _LIMIT:
            parts.append(f"limit={self._limit}")
        if self._waiter:
            parts.append(f"waiter={self._waiter!r}")
        if self._exception:
            parts.append(f"exception={self._exception!r}")
        if self._transport:
            parts.append(f"transport={self._transport!r}")
        if self._paused:
            parts.append("paused")
        return f"<{' '.join(parts)}>"


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
