"""A full queue makes the putter wait."""
import asyncio


async def producer(queue):
    for n in range(5):
        await queue.put(n)
        print("put", n, "size", queue.qsize(), queue.full())


async def consumer(queue):
    for n in range(5):
        await asyncio.sleep(1)
        print("got", await queue.get())


async def main():
    queue = asyncio.Queue(maxsize=2)
    await asyncio.gather(producer(queue), consumer(queue))
    print(queue.empty(), queue.maxsize)


asyncio.run(main())
