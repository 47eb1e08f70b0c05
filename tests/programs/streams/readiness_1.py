"""The order in which sockets become ready, and stay so, decides who runs: a random program."""
import asyncio

log = []

async def serve(reader, writer):
    n = await reader.readline()
    log.append(("srv", n, asyncio.current_task().get_name()))
    try:
        while True:
            line = await reader.readline()
            log.append(("got", n, line))
            if not line: break
            pass
            writer.write(line + b"!\n" if not line.endswith(b"\n") else line.upper())
            await writer.drain()
    except Exception as e:
        log.append(("err", n, repr(e)))
    writer.close()
    await writer.wait_closed()
    log.append(("end", n))

async def client(port, n, ops):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    log.append(("con", n))
    writer.write(b"%d\n" % n)
    for op in ops:
        if op == "w": writer.write(b"line%d\n" % n)
        elif op == "d": await writer.drain()
        elif op == "z": await asyncio.sleep(0)
        elif op == "r":
            writer.write(b"ask%d\n" % n)
            log.append(("ans", n, await reader.readline()))
        log.append((op, n))
    if ops and ops[-1] != "x":
        writer.write_eof()
        log.append(("rest", n, await reader.read()))
    writer.close()
    try:
        await writer.wait_closed()
    except OSError as e:
        log.append(("wc", n, repr(e)))
    log.append(("bye", n))

async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        await asyncio.gather(client(port, 0, ['r', 'z', 'r']), client(port, 1, ['d', 'r', 'w']), client(port, 2, ['r', 'z', 'r']), client(port, 3, ['r', 'z', 'd', 'z']))
    for _ in range(10): await asyncio.sleep(0)
    for e in log: print(*e)
asyncio.run(main())
