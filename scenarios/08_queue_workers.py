"""A producer, a small queue, and two workers.

The queue holds two items. When it is full, `put` makes
the producer wait; when it is empty, `get` makes a worker
wait. So the slow side sets the pace, and nobody has to
poll.
"""

import asyncio
import time

START = time.perf_counter()


def log(text):
    print(f"{time.perf_counter() - START:.1f}  {text}")


async def producer(queue):
    for number in range(1, 7):
        #: Waits while the queue is full.
        await queue.put(number)
        log(f"producer: put {number}")


async def worker(name, queue):
    while True:
        #: Waits while the queue is empty.
        number = await queue.get()
        await asyncio.sleep(1)
        log(f"{name}: finished {number}")
        #: Tells join() that one item less is open.
        queue.task_done()


async def main():
    queue = asyncio.Queue(maxsize=2)
    workers = [
        asyncio.create_task(worker(name, queue))
        for name in ["ann", "bob"]
    ]
    await producer(queue)
    #: Returns when every item has been finished.
    await queue.join()
    log("main: all finished")
    for task in workers:
        #: They wait in get() for ever: cancel them.
        task.cancel()
    await asyncio.gather(*workers, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(main())
