"""Ownership passes along a line of tasks, one every two iterations."""
import asyncio


async def ticker(log):
    for n in range(12):
        log.append(n)
        await asyncio.sleep(0)


async def user(name, lock, log):
    async with lock:
        log.append(name)


async def main():
    lock, log = asyncio.Lock(), []
    await lock.acquire()
    tasks = [asyncio.create_task(user(name, lock, log)) for name in "abcd"]
    ticking = asyncio.create_task(ticker(log))
    await asyncio.sleep(0)
    lock.release()
    await asyncio.gather(ticking, *tasks)
    print(log)


asyncio.run(main())
