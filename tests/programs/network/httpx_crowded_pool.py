"""httpx closes idle connections while the pool has more than it may keep, busy ones included: behind a full pool of 100
everybody connects anew, though connections have just become free; behind a small one nobody does."""
__scenario__ = {"network": {"example.org": {"latency": "100ms"}}}
import asyncio
import time

import httpx


async def ask(client, number):
    await asyncio.sleep(number * 0.0001)
    await client.get("/")


async def measure(count, connections):
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=20)
    async with httpx.AsyncClient(base_url="http://example.org", limits=limits) as client:
        start = time.monotonic()
        await asyncio.gather(*(ask(client, number) for number in range(count)))
        first = time.monotonic() - start
        await client.get("/")  # on one of those that were kept
        print(count, connections, f"{first:.1f} {time.monotonic() - start - first:.1f}")


async def main():
    await measure(10, 10)
    await measure(20, 10)
    await measure(120, 100)


asyncio.run(main())
