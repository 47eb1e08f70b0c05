"""What the methods of StreamReader give, block by block, and at the end."""
import asyncio


async def serve(reader, writer):
    command = (await reader.readline()).decode().strip()
    if command == "lines":
        writer.writelines([b"one\n", b"two\n", b"rest"])
    elif command == "blocks":
        for i in range(4):
            writer.write(b"%d" % i * 3)
            await asyncio.sleep(0.05)
    elif command == "long":
        writer.write(b"x" * 40 + b"\nshort\n")
    elif command == "half":
        writer.write(b"answer")
        writer.write_eof()
        print("after eof the server reads", await reader.read())
    await writer.drain()
    writer.close()


async def ask(port, command, **options):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, **options)
    writer.write(command.encode() + b"\n")
    return reader, writer


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    reader, writer = await ask(port, "lines")
    print([line async for line in reader])
    print(reader.at_eof(), await reader.read(), await reader.readline())
    writer.close()

    reader, writer = await ask(port, "lines")
    print(await reader.readuntil(b"o"), await reader.readexactly(3), await reader.read(2))
    try:
        await reader.readexactly(100)
    except asyncio.IncompleteReadError as error:
        print(repr(error), error.partial, error.expected)
    try:
        await reader.readuntil(b"z")
    except asyncio.IncompleteReadError as error:
        print(repr(error), error.partial, error.expected)
    writer.close()

    reader, writer = await ask(port, "blocks")
    blocks = []
    while block := await reader.read(100):
        blocks.append(block)
    print(blocks)
    writer.close()

    reader, writer = await ask(port, "long", limit=16)
    try:
        await reader.readuntil(b"\n")
    except asyncio.LimitOverrunError as error:
        print(repr(error), error.consumed)
    try:
        await reader.readline()
    except ValueError as error:
        print(repr(error))
    print(await reader.readline())
    writer.close()

    reader, writer = await ask(port, "half")
    print(await reader.read())
    writer.write(b"more")
    writer.write_eof()
    try:
        writer.write(b"too late")
    except RuntimeError as error:
        print(error)
    await asyncio.sleep(0.1)
    writer.close()
    await writer.wait_closed()

    for call in (reader.readexactly(-1), reader.readuntil(b"")):
        try:
            await call
        except ValueError as error:
            print(error)
    try:
        writer.write("text")
    except TypeError as error:
        print(error)
    server.close()
    await server.wait_closed()
    print(server.sockets, server.is_serving())


asyncio.run(main())
