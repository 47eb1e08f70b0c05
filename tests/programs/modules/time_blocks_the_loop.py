"""time.sleep in a coroutine holds every task."""
import asyncio
import time


async def ticker():
    for _ in range(4):
        print("tick", time.monotonic())
        await asyncio.sleep(0.5)


async def main():
    task = asyncio.create_task(ticker())
    await asyncio.sleep(0.75)
    time.sleep(2)
    print("blocked until", time.monotonic())
    await task


asyncio.run(main())
