"""A server's life: the port that is taken, serve_forever and its end, connections that are refused."""
import asyncio


async def echo(reader, writer):
    while line := await reader.readline():
        writer.write(line)
    writer.close()


async def port_taken():
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        await asyncio.start_server(echo, "127.0.0.1", port)
    except OSError as error:
        print(type(error).__name__, error.errno, str(error).replace(str(port), "PORT"))
    server.close()
    await server.wait_closed()
    again = await asyncio.start_server(echo, "127.0.0.1", port)
    print("the port is free again", again.is_serving())
    again.close()
    return port


async def forever(port):
    server = await asyncio.start_server(echo, "127.0.0.1", port, start_serving=False)
    print(server.is_serving())
    task = asyncio.create_task(server.serve_forever())
    await asyncio.sleep(0)
    print(server.is_serving())
    try:
        await server.serve_forever()
    except RuntimeError as error:
        print(str(error).partition("server <")[0], "…", str(error).rpartition("> ")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"still there?\n")
    print(await reader.readline())
    writer.close()
    await writer.wait_closed()
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", server.is_serving())
    try:
        await server.serve_forever()
    except RuntimeError as error:
        print(str(error).rpartition("> ")[2])


async def refused(port):
    results = await asyncio.gather(*(asyncio.open_connection("127.0.0.1", port) for _ in range(2)),
                                   return_exceptions=True)
    for error in results:
        print(type(error).__name__, error.errno, error.strerror.replace(str(port), "PORT"))
    try:
        await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), 5)
    except ConnectionRefusedError:
        print("refused")


async def main():
    port = await port_taken()
    await forever(port)
    await refused(port)
    print(asyncio.current_task().get_name())


asyncio.run(main())
