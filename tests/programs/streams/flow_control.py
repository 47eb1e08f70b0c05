"""A writer that is quicker than its reader: buffers, drain, flow control, closing with data unsent."""
import asyncio


async def serve(handler):
    done = asyncio.get_running_loop().create_future()

    async def on(reader, writer):
        result = await handler(reader, writer)
        writer.close()
        done.set_result(result)

    server = await asyncio.start_server(on, "127.0.0.1", 8767)
    return server, done


async def slow_reader(reader, writer):
    total = 0
    await asyncio.sleep(0.1)
    while data := await reader.read(1 << 20):
        total += len(data)
    return total


async def slow():
    server, done = await serve(slow_reader)
    reader, writer = await asyncio.open_connection("127.0.0.1", 8767)
    waited = 0
    for _ in range(100):
        writer.write(b"x" * 65536)
        before = asyncio.get_running_loop().time()
        await writer.drain()
        waited += asyncio.get_running_loop().time() - before > 0.04
    print("waited at least once:", waited > 0, "at most thrice:", waited < 4)
    print("empty enough:", writer.transport.get_write_buffer_size() <= 65536)
    writer.write_eof()
    print(await done)
    writer.close()
    server.close()
    await server.wait_closed()


async def limits():
    server, done = await serve(slow_reader)
    reader, writer = await asyncio.open_connection("127.0.0.1", 8767)
    transport = writer.transport
    print(transport.get_write_buffer_limits())
    transport.set_write_buffer_limits(high=1000)
    print(transport.get_write_buffer_limits())
    transport.set_write_buffer_limits(low=1000)
    print(transport.get_write_buffer_limits())
    transport.set_write_buffer_limits(0)
    print(transport.get_write_buffer_limits())
    for high, low in ((5, 10), (-1, None)):
        try:
            transport.set_write_buffer_limits(high, low)
        except ValueError as error:
            print(error)
    writer.write(b"y" * 10_000_000)
    print("unsent:", transport.get_write_buffer_size() > 5_000_000)
    first = asyncio.create_task(writer.drain())
    second = asyncio.create_task(writer.drain())
    await asyncio.sleep(0)
    print(first.done(), second.done(), transport.is_closing())
    writer.close()
    print(transport.is_closing(), transport.get_write_buffer_size() > 0)
    print(await asyncio.gather(first, second, return_exceptions=True))
    await writer.wait_closed()
    print(await done)
    server.close()


async def never_reads(reader, writer):
    await asyncio.sleep(0.2)
    return "never read"


async def broken():
    server, done = await serve(never_reads)
    reader, writer = await asyncio.open_connection("127.0.0.1", 8767)
    writer.write(b"z" * 10_000_000)
    drain = asyncio.create_task(writer.drain())
    try:
        await drain
    except OSError as error:
        print(type(error).__name__)
    print(await done)
    server.close()


async def aborted():
    server, done = await serve(slow_reader)
    reader, writer = await asyncio.open_connection("127.0.0.1", 8767)
    writer.write(b"z" * 10_000_000)
    drain = asyncio.create_task(writer.drain())
    await asyncio.sleep(0.01)
    writer.transport.abort()
    print("size", writer.transport.get_write_buffer_size())
    print(await asyncio.gather(drain, return_exceptions=True))
    try:
        await writer.drain()
    except ConnectionError as error:
        print(type(error).__name__, error)
    print(await done < 10_000_000)
    server.close()


class Tells(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        print("made")

    def pause_writing(self):
        print("pause")

    def resume_writing(self):
        print("resume")
        raise RuntimeError("in resume")

    def connection_lost(self, exc):
        print("lost", exc)


async def protocol():
    server, done = await serve(slow_reader)
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print(context["message"], repr(context["exception"])))
    transport, _ = await loop.create_connection(Tells, "127.0.0.1", 8767)
    transport.write(b"a" * 5_000_000)
    transport.write(b"b" * 5_000_000)
    transport.write_eof()
    try:
        transport.write(b"c")
    except RuntimeError as error:
        print(error)
    print(await done)
    await asyncio.sleep(0.05)
    server.close()


for each in (slow, limits, broken, aborted, protocol):
    print("---", each.__name__)
    asyncio.run(each())
