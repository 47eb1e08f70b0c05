"""Single figures, for the comparison with reality."""
import asyncio
import concurrent.futures
import pickle
import random
import statistics
import time

import httpx

__scenario__ = {"machine": {"cores": 2, "cost": "cpython311"}}

N = 1_000_000


def numbers():
    source = random.Random(7)
    return [source.randrange(10 * N) for _ in range(N)]


def milliseconds(name, begun):
    print(f"{name} {(time.perf_counter() - begun) * 1e3:.2f} ms")


def build_client():
    begun = time.perf_counter()
    httpx.AsyncClient()
    milliseconds("building", begun)


def pickles():
    data = numbers()
    begun = time.perf_counter()
    pickle.dumps(data)
    milliseconds("dumps", begun)


def sort():
    data = [x ** 2 for x in numbers()]
    begun = time.perf_counter()
    data.sort()
    milliseconds("sort", begun)


async def first_submit():
    data = numbers()
    pool = concurrent.futures.ProcessPoolExecutor(4)
    begun = time.perf_counter()
    job = asyncio.get_running_loop().run_in_executor(pool, len, data)
    milliseconds("submit", begun)
    await job
    pool.shutdown()


async def round_trip():
    loop = asyncio.get_running_loop()
    pool = concurrent.futures.ProcessPoolExecutor(1)
    await loop.run_in_executor(pool, int)
    times = []
    for _ in range(20):
        begun = time.perf_counter()
        await loop.run_in_executor(pool, int)
        times.append((time.perf_counter() - begun) * 1e3)
    print(f"round trip {statistics.median(times):.2f} ms")
    pool.shutdown()
