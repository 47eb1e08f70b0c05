"""HTTP as text over asyncio's streams to a declared host; bandwidth; jitter that follows the seed."""
__scenario__ = {
    "seed": 3,
    "network": {
        "example.org": {"latency": "50ms", "connect": 0, "routes": {"/": {"text": "hello\n"}, "/missing": {"status": 404}}},
        "slow.example": {"bandwidth": "1kB/s", "routes": {"/big": {"text": "0123456789"}}},
        "shaky.example": {"latency": "100ms", "jitter": "40ms", "connect": 0},
    },
}
import asyncio
import time

import httpx


async def fetch(path, version="1.1"):
    begin = time.perf_counter()
    reader, writer = await asyncio.open_connection("example.org", 80)
    writer.write(f"GET {path} HTTP/{version}\r\nHost: example.org\r\nConnection: close\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    print(head.decode().splitlines(), await reader.read(), round(time.perf_counter() - begin, 3))
    writer.close()


async def main():
    await fetch("/")
    await fetch("/missing", "1.0")
    async with httpx.AsyncClient(timeout=None) as client:
        begin = time.perf_counter()
        await client.get("http://slow.example/big")
        print("a slow line:", time.perf_counter() - begin > 0.2)
        times = []
        for _ in range(20):
            begin = time.perf_counter()
            await client.get("http://shaky.example/")
            times.append(time.perf_counter() - begin)
        print("jitter:", 0.06 <= min(times) < 0.09, 0.11 < max(times) <= 0.14, len(set(times)) > 10)


asyncio.run(main())
