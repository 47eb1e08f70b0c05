"""Ten tokens: the limiter decides how many handlers run.

`def` handlers wait for a token of their worker's limiter, 40
of them by default. With ten, thirty requests of 100 ms take
three waves. The same holds for everything that goes through
run_in_threadpool, dependencies written with `def` included.
"""

import asyncio
import time

import httpx
from fastapi import Depends, FastAPI

__scenario__ = {
    "serve": {"app": "app", "port": 8000, "workers": 1, "limiter": 10},
}

N = 30
URL = "http://127.0.0.1:8000"

app = FastAPI()


def settings():
    #: A `def` dependency takes a token for itself, too.
    return {"pause": 0.1}


@app.get("/plain")
def plain():
    #: Holds a token for as long as it waits.
    time.sleep(0.1)
    return "ok"


@app.get("/depends")
def depends(config: dict = Depends(settings)):
    time.sleep(config["pause"])
    return "ok"


async def ask(client, path):
    start = time.perf_counter()
    await asyncio.gather(*[client.get(path) for _ in range(N)])
    print(f"{path}: {time.perf_counter() - start:.1f} s")


async def main():
    async with httpx.AsyncClient(base_url=URL) as client:
        #: Three waves of ten.
        await ask(client, "/plain")
        #: Its dependency is quick: three waves as well.
        await ask(client, "/depends")


asyncio.run(main())
