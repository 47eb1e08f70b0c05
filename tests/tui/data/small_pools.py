"""Six requests through three connections to a server with two threads: recorded as small_pools.json."""
import asyncio
import time

import httpx
from fastapi import FastAPI

__scenario__ = {"serve": {"app": "app", "limiter": 2}}

app = FastAPI()


@app.get("/")
def answer():
    time.sleep(0.1)
    return "ok"


async def main():
    limits = httpx.Limits(max_connections=3)
    async with httpx.AsyncClient(base_url="http://127.0.0.1:8000", limits=limits) as client:
        await asyncio.gather(*[client.get("/") for _ in range(6)])


asyncio.run(main())
