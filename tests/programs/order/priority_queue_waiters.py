"""Getters wait in order, items come by priority."""
import asyncio


async def getter(name, queue):
    item = await queue.get()
    print(name, item)


async def main():
    queue = asyncio.PriorityQueue()
    tasks = [asyncio.create_task(getter(name, queue)) for name in "abc"]
    await asyncio.sleep(0)
    for item in (5, 1, 3):
        queue.put_nowait(item)
    await asyncio.gather(*tasks)
    await queue.put((2, "x"))
    await queue.put((1, "y"))
    print(await queue.get(), queue.qsize())


asyncio.run(main())
