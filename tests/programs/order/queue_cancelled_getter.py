"""A getter that is cancelled after it was woken passes the item on."""
import asyncio


async def getter(name, queue):
    print(name, "got", await queue.get())


async def main():
    queue = asyncio.Queue()
    first = asyncio.create_task(getter("first", queue))
    second = asyncio.create_task(getter("second", queue))
    await asyncio.sleep(0)
    queue.put_nowait("item")
    first.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    print(first.cancelled(), queue.qsize())


asyncio.run(main())
