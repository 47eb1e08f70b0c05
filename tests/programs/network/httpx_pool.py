"""httpx's pool: 100 connections, 20 kept; who waits for one, who gives up; a cancelled request gives its place back."""
__scenario__ = {"network": {"api.example.com": {"latency": "100ms", "connect": 0}}}
import asyncio
import time

import httpx

URL = "https://api.example.com/"


async def timed(client, begin, **options):
    try:
        await client.get(URL, **options)
    except httpx.TimeoutException as error:
        return type(error).__name__, round(time.perf_counter() - begin, 3)
    return "ok", round(time.perf_counter() - begin, 3)


def counted(outcomes):
    result = {}
    for outcome in outcomes:
        result[outcome] = result.get(outcome, 0) + 1
    return result


async def main():
    async with httpx.AsyncClient() as client:
        begin = time.perf_counter()
        print(counted(await asyncio.gather(*(timed(client, begin) for _ in range(250)))))

    limits = httpx.Limits(max_connections=2, max_keepalive_connections=1)
    async with httpx.AsyncClient(limits=limits, timeout=httpx.Timeout(5, pool=0.15)) as client:
        begin = time.perf_counter()
        print(counted(await asyncio.gather(*(timed(client, begin) for _ in range(6)))))

    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=1)) as client:
        begin = time.perf_counter()
        first = asyncio.create_task(timed(client, begin))
        second = asyncio.create_task(timed(client, begin))
        third = asyncio.create_task(timed(client, begin))
        await asyncio.sleep(0.05)
        first.cancel()
        second.cancel()
        print(await asyncio.gather(first, second, third, return_exceptions=True))
        print(await timed(client, time.perf_counter(), timeout=0.05))
        print(await timed(client, time.perf_counter()))

    client = httpx.AsyncClient()
    await client.aclose()
    try:
        await client.get(URL)
    except RuntimeError as error:
        print(error)
    for url in ("api.example.com", "ftp://api.example.com", "http://"):
        try:
            await httpx.AsyncClient().get(url)
        except httpx.RequestError as error:
            print(repr(error))


asyncio.run(main())
