"""Streams where computing takes time: a connection may be there before anybody begins to wait for it."""
__scenario__ = {
    "machine": {"cost": "cpython311"},
    "network": {"example.org": {"routes": {"/": {"text": "hello"}}}},
}
import asyncio

import httpx


async def serve(reader, writer):
    while line := await reader.readline():
        writer.write(line.upper())
    writer.close()


async def client(port, n):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"client %d\n" % n)
    answer = await reader.readline()
    writer.close()
    return answer


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    answers = await asyncio.gather(*(client(port, n) for n in range(60)))
    print(len(answers), answers[0], answers[-1])
    async with httpx.AsyncClient() as one:
        texts = await asyncio.gather(*(one.get("http://example.org/") for _ in range(120)))
        print(len(texts), {response.text for response in texts})
    print(httpx.get("http://example.org/").text)
    server.close()


asyncio.run(main())
