"""A cancelled waiter leaves the line; the next one gets the lock."""
import asyncio


async def user(name, lock):
    async with lock:
        print(name, "has it")
        await asyncio.sleep(1)


async def main():
    lock = asyncio.Lock()
    tasks = [asyncio.create_task(user(name, lock)) for name in "abc"]
    await asyncio.sleep(0.5)
    tasks[1].cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        print(type(result).__name__)


asyncio.run(main())
