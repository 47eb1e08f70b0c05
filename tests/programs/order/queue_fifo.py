"""A queue hands items out in order; an empty one makes the getter wait."""
import asyncio


async def consumer(queue):
    for _ in range(3):
        item = await queue.get()
        print("got", item, asyncio.get_running_loop().time())


async def producer(queue):
    for n in range(3):
        await asyncio.sleep(1)
        await queue.put(n)
        print("put", n)


async def main():
    queue = asyncio.Queue()
    await asyncio.gather(consumer(queue), producer(queue))


asyncio.run(main())
