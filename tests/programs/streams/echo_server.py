"""An echo server and three clients in one loop: who runs when."""
import asyncio

async def handle(reader, writer):
    data = await reader.readline()
    print("server got", data)
    writer.write(data.upper())
    await writer.drain()
    print("server closes")
    writer.close()
    await writer.wait_closed()
    print("server closed")

async def client(port, text):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    print("connected", text)
    writer.write(text.encode() + b"\n")
    await writer.drain()
    print("sent", text)
    print("answer", await reader.read())
    print(reader.at_eof(), writer.is_closing())
    writer.close()
    await writer.wait_closed()

async def main():
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        await asyncio.gather(*(client(port, f"hello {i}") for i in range(3)))
    print(server.is_serving(), server.sockets)
    try:
        await asyncio.open_connection("127.0.0.1", port)
    except OSError as e:
        print(type(e), e.errno, str(e).replace(str(port), "PORT"))
    print(asyncio.current_task().get_name(), len(asyncio.all_tasks()))

asyncio.run(main())
