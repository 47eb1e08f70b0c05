"""A worker thread hands a coroutine to the loop."""
import asyncio
import time


async def add(a, b):
    await asyncio.sleep(1)
    return a + b


def worker(loop):
    future = asyncio.run_coroutine_threadsafe(add(1, 2), loop)
    value = future.result()
    return value, time.monotonic()


async def main():
    loop = asyncio.get_running_loop()
    print(await asyncio.to_thread(worker, loop))


asyncio.run(main())
