"""Protocols and transports without streams: every callback in its order."""
import asyncio


class EchoServer(asyncio.Protocol):
    def connection_made(self, transport):
        print("server: connection made")
        self.transport = transport

    def data_received(self, data):
        print("server: received", data)
        self.transport.write(data[::-1])
        if data == b"bye":
            self.transport.close()

    def eof_received(self):
        print("server: eof")

    def connection_lost(self, exc):
        print("server: connection lost", exc)


class Client(asyncio.Protocol):
    def __init__(self, messages, done):
        self.messages = messages
        self.done = done

    def connection_made(self, transport):
        print("client: connection made", type(transport).__name__)
        self.transport = transport
        transport.write(self.messages.pop(0))

    def data_received(self, data):
        print("client: received", data)
        if self.messages:
            self.transport.write(self.messages.pop(0))
        else:
            self.transport.close()

    def connection_lost(self, exc):
        print("client: connection lost", exc, self.transport.is_closing())
        self.done.set_result(None)


class Quiet(asyncio.Protocol):
    def __init__(self):
        self.lost = asyncio.get_running_loop().create_future()

    def connection_lost(self, exc):
        self.lost.set_result(exc)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(EchoServer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    for messages in ([b"one", b"two"], [b"bye"]):
        done = loop.create_future()
        transport, protocol = await loop.create_connection(lambda: Client(messages, done), "127.0.0.1", port)
        print("connected", transport.get_extra_info("peername") == ("127.0.0.1", port), protocol.messages)
        await done
    transport, protocol = await loop.create_connection(Quiet, "127.0.0.1", port)
    transport.abort()
    print("aborted", await protocol.lost, transport.is_closing())
    transport, protocol = await loop.create_connection(Quiet, "127.0.0.1", port)
    transport.write_eof()
    print("after eof", await protocol.lost)
    server.close()
    await server.wait_closed()
    try:
        await loop.create_connection(Quiet, "127.0.0.1", port)
    except ConnectionRefusedError as error:
        print(error.errno)
    try:
        await loop.create_connection(Quiet)
    except ValueError as error:
        print(error)
    try:
        await loop.create_server(Quiet)
    except ValueError as error:
        print(error)


asyncio.run(main())
