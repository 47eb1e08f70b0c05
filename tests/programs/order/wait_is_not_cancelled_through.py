"""Cancelling a task in wait does not cancel what it waits for."""
import asyncio


async def job():
    await asyncio.sleep(2)
    return "job done"


async def waiter(tasks):
    await asyncio.wait(tasks)


async def main():
    task = asyncio.create_task(job())
    waiting = asyncio.create_task(waiter([task]))
    await asyncio.sleep(1)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    print(waiting.cancelled(), task.done())
    print(await task)


asyncio.run(main())
