"""Several clients of one server at once: the order of every step."""
import asyncio

log = []
writers = []


async def serve(reader, writer):
    name = (await reader.readline()).decode().strip()
    writers.append(writer)
    log.append(f"join {name} in {asyncio.current_task().get_name()}")
    while line := await reader.readline():
        log.append(f"{name} says {line.decode().strip()}")
        for other in writers:
            if other is not writer:
                other.write(name.encode() + b": " + line)
                await other.drain()
    log.append(f"leave {name}")
    writers.remove(writer)
    writer.close()
    await writer.wait_closed()
    log.append(f"closed {name}")


async def client(port, name, pause, lines):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    log.append(f"{name} is connected")
    writer.write(name.encode() + b"\n")
    await asyncio.sleep(pause)
    for line in lines:
        writer.write(line.encode() + b"\n")
        log.append(f"{name} wrote {line}")
        await asyncio.sleep(0)
    await asyncio.sleep(0.3)
    writer.write_eof()
    heard = await reader.read()
    log.append(f"{name} heard {heard}")
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, asyncio.TaskGroup() as group:
        for name, pause in (("ann", 0.1), ("bob", 0.15), ("eve", 0.2)):
            group.create_task(client(port, name, pause, [f"{name}{i}" for i in range(2)]), name=name)
    for entry in log:
        print(entry)


asyncio.run(main())
