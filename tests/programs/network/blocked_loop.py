"""A blocking client inside of async def holds up the loop; in a thread it does not."""
__scenario__ = {"network": {"api.example.com": {"latency": "200ms", "connect": 0}}}
import asyncio
import time

import requests

URL = "http://api.example.com/"


async def heartbeat(begin, beats):
    while True:
        beats.append(round(time.perf_counter() - begin, 3))
        await asyncio.sleep(0.05)


async def run(fetch):
    begin = time.perf_counter()
    beats = []
    heart = asyncio.create_task(heartbeat(begin, beats))
    await asyncio.sleep(0)
    await asyncio.gather(*(fetch() for _ in range(3)))
    heart.cancel()
    print(round(time.perf_counter() - begin, 3), beats)


async def inline():
    return requests.get(URL)


async def in_thread():
    return await asyncio.to_thread(requests.get, URL)


asyncio.run(run(inline))
asyncio.run(run(in_thread))
