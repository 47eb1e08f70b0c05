"""W4: a producer and a consumer with a short queue between them.  An operation is an item."""
import asyncio

ITEMS = 1000000


async def produce(queue):
    for n in range(ITEMS):
        await queue.put(n)


async def consume(queue):
    total = 0
    for _ in range(ITEMS):
        total += await queue.get()
    return total


async def main():
    queue = asyncio.Queue(10)
    _, total = await asyncio.gather(produce(queue), consume(queue))
    print(total)


asyncio.run(main())
