"""A consumer that waits for a producer that is gone."""
import asyncio


async def producer(queue):
    await queue.put(1)
    print("producer leaves")


async def consumer(queue):
    while True:
        print("got", await queue.get())


async def main():
    queue = asyncio.Queue()
    await asyncio.gather(producer(queue), consumer(queue))


asyncio.run(main())
