"""Ends that vanish: resets, writes to nobody, handlers that fail, waits that are cancelled."""
import asyncio


async def slam(reader, writer):
    await reader.readline()
    writer.transport.abort()


async def ignore(reader, writer):
    await asyncio.sleep(0.1)
    writer.close()


async def fail(reader, writer):
    await reader.readline()
    raise ValueError("the handler fails")


async def patient(reader, writer):
    await asyncio.sleep(10)


async def serve(handler):
    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


async def aborted():
    server, port = await serve(slam)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"hello\n")
    print("aborted:", await reader.read())
    print(reader.at_eof(), writer.is_closing())
    writer.close()
    server.close()


async def unread():
    server, port = await serve(ignore)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"nobody reads this\n")
    print("unread:", await reader.read())
    writer.close()
    await writer.wait_closed()
    server.close()


async def timed_out():
    server, port = await serve(patient)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        await asyncio.wait_for(reader.readline(), 0.1)
    except asyncio.TimeoutError:
        print("timed out", reader.at_eof())
    task = asyncio.create_task(reader.readexactly(3))
    await asyncio.sleep(0)
    try:
        await reader.read()
    except RuntimeError as error:
        print(error)
    task.cancel()
    await asyncio.wait([task])
    print(task.cancelled())
    writer.close()
    await writer.wait_closed()
    try:
        await writer.drain()
    except ConnectionResetError as error:
        print(repr(error))
    server.close()


async def main():
    await aborted()
    await unread()
    await timed_out()


asyncio.run(main())
