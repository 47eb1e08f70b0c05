"""Waits of all kinds, each awaited via a function that hands the coroutine on, or with a primitive that was touched.
Without those functions the waits are in the tasks themselves (aio_await.h), and nothing else changes."""
import asyncio


def via(awaitable):
    return awaitable


def touch(primitive):
    primitive.mark = "it may have methods of its own"
    return primitive


async def produce(queue, count):
    for n in range(count):
        await via(queue.put(n))
        print("put", n)
    return count


async def consume(queue, count, name="get"):
    total = 0
    for _ in range(count):
        total += await via(queue.get())
        print(name, total)
        queue.task_done()
    return total


async def hold(lock, name, pause):
    await via(lock.acquire())
    print(name, "holds", lock)
    try:
        await asyncio.sleep(pause)
    finally:
        lock.release()


async def within(lock, name, pause):
    async with touch(lock):
        print(name, "is in", lock)
        await asyncio.sleep(pause)


async def wait(event, name):
    print(name, await via(event.wait()))


async def impatient(make):
    try:
        async with asyncio.timeout(1):
            return await via(make())
    except TimeoutError:
        return "too late"


async def stubborn(make):
    while True:
        try:
            return await via(make())
        except asyncio.CancelledError as error:
            print("goes on", error.args)


async def queues():
    for kind in (asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue):
        for size in (0, 1, 3):
            queue = kind(size)
            print(await asyncio.gather(produce(queue, 7), consume(queue, 7)))
    queue = asyncio.Queue(2)
    await asyncio.gather(*[produce(queue, 3) for _ in range(3)], *[consume(queue, 3, n) for n in range(3)],
                         queue.join())


async def locks():
    for use in (hold, within):
        lock, semaphore = asyncio.Lock(), asyncio.Semaphore(2)
        await asyncio.gather(*[use(lock, n, pause) for n, pause in enumerate((0, 1, 0, 2))])
        await asyncio.gather(*[use(semaphore, n, pause) for n, pause in enumerate((1, 0, 1, 0, 2, 1))])
        for primitive in (asyncio.Lock(), asyncio.BoundedSemaphore(1)):
            await primitive.acquire()
            tasks = [asyncio.create_task(use(primitive, n, n)) for n in range(5)]
            await asyncio.sleep(0)
            tasks[1].cancel()
            primitive.release()
            tasks[0].cancel("woken already")
            await asyncio.sleep(0)
            tasks[3].cancel()
            print(await asyncio.gather(*tasks, return_exceptions=True), primitive.locked())


async def events():
    event = asyncio.Event()
    tasks = [asyncio.create_task(wait(event, n)) for n in range(4)]
    await asyncio.sleep(0)
    tasks[2].cancel()
    event.set()
    tasks[3].cancel("woken already")
    event.clear()
    print(await asyncio.gather(*tasks, return_exceptions=True), event)
    event.set()
    await wait(event, "at once")


async def meet(condition, name, count, notify):
    for n in range(count):
        async with condition:
            print(name, "waits", n, condition)
            print(name, await via(condition.wait()))
            if notify:
                condition.notify(notify)


async def conditions():
    for notify in (0, 1, 3):
        condition = asyncio.Condition()
        tasks = [asyncio.create_task(meet(condition, name, 3, notify)) for name in range(4)]
        for victim in (None, 2, None, 1, None, None, 3, 0):
            await asyncio.sleep(1)
            async with condition:
                condition.notify(2)
                if victim is not None:
                    tasks[victim].cancel("meanwhile")
                print(condition)
                await asyncio.sleep(victim or 0)
                if victim is not None:
                    tasks[victim].cancel("again")
            if victim is None:
                async with touch(condition):
                    await asyncio.sleep(0)
                    tasks[0].cancel("between")
        for task in tasks:
            task.cancel("at the end")
        print(await asyncio.gather(*tasks, return_exceptions=True), condition)


async def cancellations():
    queue, full, lock, event = asyncio.Queue(), asyncio.Queue(1), asyncio.Lock(), asyncio.Event()
    full.put_nowait("full")
    await lock.acquire()
    semaphore = asyncio.Semaphore(0)
    makers = (queue.get, lambda: full.put("more"), lock.acquire, event.wait, semaphore.acquire)
    print(await asyncio.gather(*[impatient(make) for make in makers]))
    tasks = [asyncio.create_task(stubborn(make)) for make in makers]
    for n in range(3):
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel(n)
    await asyncio.sleep(0)
    queue.put_nowait("item")
    full.get_nowait()
    lock.release()
    event.set()
    semaphore.release()
    for task in tasks:
        task.cancel("woken")
    await asyncio.sleep(0)
    queue.put_nowait("another")
    full.get_nowait() if full.full() else None
    lock.release() if lock.locked() else None
    event.set()
    semaphore.release()
    print(await asyncio.gather(*tasks), len(queue._getters), len(full._putters))


async def main():
    for part in (queues, locks, events, conditions, cancellations):
        print(part.__name__)
        await part()


asyncio.run(main())
