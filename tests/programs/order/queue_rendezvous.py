"""A queue of one makes producer and consumer alternate."""
import asyncio


async def producer(queue, log):
    for n in range(4):
        log.append(f"put{n}")
        await queue.put(n)
    await queue.put(None)


async def consumer(queue, log):
    while True:
        item = await queue.get()
        if item is None:
            return
        log.append(f"got{item}")


async def main():
    for size in (1, 2, 0):
        queue, log = asyncio.Queue(size), []
        await asyncio.gather(producer(queue, log), consumer(queue, log))
        print(size, " ".join(log))


asyncio.run(main())
