"""Putters on a full queue go on in the order of waiting."""
import asyncio


async def putter(n, queue):
    await queue.put(n)
    print("put", n)


async def main():
    queue = asyncio.Queue(1)
    tasks = [asyncio.create_task(putter(n, queue)) for n in range(4)]
    await asyncio.sleep(1)
    for _ in range(4):
        print("got", await queue.get())
        await asyncio.sleep(1)
    await asyncio.gather(*tasks)


asyncio.run(main())
