"""The load benchmark: N requests at once to a handler that waits 100 ms, with a warm httpx client.

    loopscope run tests/reality/web.py --cost cpython311 --set N=41 --set HANDLER=def --set serve.workers=4 --seed 3

prints the seconds it took, and how many requests were answered; what failed, by exception.
"""
import asyncio
import time

import httpx
from fastapi import FastAPI

__scenario__ = {
    "serve": {"app": "app", "port": 8000, "workers": 1, "loop": "uvloop", "limiter": 40},
    "machine": {"cores": 2, "cost": "cpython311"},
}

N = 100
HANDLER = "def"
TIMEOUT = None
CONNECTIONS = 100
WARM = True  # the client has asked once before, so that what a first request costs is behind it
SHARED = True  # one client for all requests; else each builds its own

app = FastAPI()


@app.get("/warm")
async def warm():
    return None


@app.get("/def")
def in_a_thread():
    time.sleep(0.1)
    return {"status": "ok"}


@app.get("/async")
async def in_a_task():
    await asyncio.sleep(0.1)
    return {"status": "ok"}


@app.get("/nothing")
async def nothing():
    return {"status": "ok"}


@app.get("/blocking")
async def in_the_loop():
    time.sleep(0.1)
    return {"status": "ok"}


def make_client():
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=20)
    return httpx.AsyncClient(base_url="http://127.0.0.1:8000", timeout=TIMEOUT, limits=limits)


async def ask(client):
    if SHARED:
        return await client.get("/" + HANDLER)
    async with make_client() as own:
        return await own.get("/" + HANDLER)


async def main():
    async with make_client() as client:
        if WARM:
            await client.get("/warm")
        start = time.perf_counter()
        answers = await asyncio.gather(*[ask(client) for _ in range(N)], return_exceptions=True)
        elapsed = time.perf_counter() - start
    failed = [type(answer).__name__ for answer in answers if isinstance(answer, Exception)]
    kinds = " ".join(f"{kind}={failed.count(kind)}" for kind in sorted(set(failed)))
    print(f"elapsed {elapsed:.4f} answered {N - len(failed)} {kinds}".rstrip())


asyncio.run(main())
