"""Four workers, four counters: processes share no globals.

Each worker is a process of its own, with its own copy of the
module. A counter in a global counts the requests that came to
this worker, and which worker a request comes to is decided by
who wakes up first: the shares are far from even.
"""

import asyncio

import httpx
from fastapi import FastAPI

__scenario__ = {
    "serve": {"app": "app", "port": 8000, "workers": 4},
    "seed": 2,
}

N = 40
URL = "http://127.0.0.1:8000/count"

app = FastAPI()
count = 0


@app.get("/count")
async def add_one():
    global count
    #: This worker's own global, whatever the others count.
    count += 1
    mine = count
    await asyncio.sleep(0.1)
    return mine


async def main():
    async with httpx.AsyncClient() as client:
        #: 40 connections; the workers race for them.
        answers = await asyncio.gather(
            *[client.get(URL) for _ in range(N)]
        )
    counts = [answer.json() for answer in answers]
    #: Each worker has counted from 1 on.
    print("largest count:", max(counts), "of", N)
    print("workers that answered:", counts.count(1))


asyncio.run(main())
