"""A `def` endpoint answers 40 requests at a time, not one.

FastAPI runs a `def` handler in a thread, so a handler that
blocks there does not block the loop: the worker answers 40
requests at once, the 41st waits for a thread. It is the
blocking call in `async def` that makes a server answer one
request after another: it holds the loop that all share.
"""

import asyncio
import time

import httpx
from fastapi import FastAPI

__scenario__ = {
    "compare": ["main_def", "main_blocking"],
    "serve": {"app": "app", "port": 8000, "workers": 1},
}

N = 41
URL = "http://127.0.0.1:8000"

app = FastAPI()


@app.get("/def")
def wait_in_a_thread():
    #: One of 40 threads waits here; the loop goes on.
    time.sleep(0.1)
    return "from a thread"


@app.get("/async")
async def wait_in_a_task():
    #: Only this task waits; any number of them can.
    await asyncio.sleep(0.1)
    return "from a task"


@app.get("/blocking")
async def wait_in_the_loop():
    #: The loop itself waits, and every other request with it.
    time.sleep(0.1)
    return "from the loop"


async def ask(path):
    start = time.perf_counter()
    async with httpx.AsyncClient(base_url=URL, timeout=None) as client:
        #: All N requests are on their way at once.
        answers = await asyncio.gather(
            *[client.get(path) for _ in range(N)]
        )
    elapsed = time.perf_counter() - start
    print(f"{path}: {len(answers)} answers in {elapsed:.1f} s")


async def main_def():
    #: Two waves of 0.1 s: 40 threads, then the one that is left.
    await ask("/def")


async def main_async():
    await ask("/async")


async def main_blocking():
    #: 41 times 0.1 s: here one request follows the other.
    await ask("/blocking")


if __name__ == "__main__":
    asyncio.run(main_def())
    asyncio.run(main_async())
    asyncio.run(main_blocking())
