"""Processes that are started by other processes than the main one, and after requests to a server."""
__scenario__ = {"serve": {"app": "app", "port": 8000, "workers": 2}}
import asyncio
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import httpx
from fastapi import FastAPI

app = FastAPI()
factor = 1


def begin(n):
    global factor
    factor = n


def work(x):
    return x * factor


def die():
    os._exit(1)


def nested(x):
    with ProcessPoolExecutor(1, initializer=begin, initargs=(7,)) as pool:
        return pool.submit(work, x).result()


@app.on_event("startup")
def startup():
    app.state.pool = ProcessPoolExecutor(2, initializer=begin, initargs=(3,))


@app.on_event("shutdown")
def shutdown():
    app.state.pool.shutdown()


@app.get("/work/{x}")
async def in_pool(x: int):
    return await asyncio.get_running_loop().run_in_executor(app.state.pool, work, x)


@app.get("/sync/{x}")
def in_new_pool(x: int):
    with ProcessPoolExecutor(1, initializer=begin, initargs=(5,)) as pool:
        return list(pool.map(work, range(x)))


@app.get("/die")
async def dies():
    with ProcessPoolExecutor(1) as pool:
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, die)
        except BrokenProcessPool as error:
            return str(error)


@app.get("/nested/{x}")
def in_nested(x: int):
    with ProcessPoolExecutor(1) as pool:
        return pool.submit(nested, x).result()


async def main():
    async with httpx.AsyncClient(base_url="http://127.0.0.1:8000", timeout=20) as client:
        for path in ("/work/2", "/work/3", "/sync/4", "/die", "/nested/6"):
            answer = await client.get(path)
            print(path, answer.status_code, answer.text)
        answers = await asyncio.gather(*(client.get(f"/work/{n}") for n in range(10)))
        print([answer.json() for answer in answers])
        with ProcessPoolExecutor(2, initializer=begin, initargs=(9,)) as pool:
            print(list(pool.map(work, range(4))))


if __name__ == "__main__":
    asyncio.run(main())
