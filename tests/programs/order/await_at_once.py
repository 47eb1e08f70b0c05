"""`await f(…)` in one expression and in two steps: the same order, results and cancellations."""
import asyncio

log = []


async def sleep_at_once(delay):
    return await asyncio.sleep(delay)


async def sleep_in_steps(delay):
    coro = asyncio.sleep(delay)
    return await coro


async def result_at_once(delay):
    return await asyncio.sleep(delay, "result")


async def result_in_steps(delay):
    coro = asyncio.sleep(delay, "result")
    return await coro


async def walker(name, sleep, delays):
    for delay in delays:
        got = await sleep(delay)
        log.append((name, delay, got))


async def cancelled(name, sleep, delay):
    task = asyncio.create_task(sleep(delay), name=name)
    await asyncio.sleep(0)
    task.cancel("enough")
    try:
        await task
    except asyncio.CancelledError as error:
        log.append((name, delay, "cancelled", error.args))


async def swallows(name, delay):
    for round in range(3):
        try:
            await asyncio.sleep(delay)
            log.append((name, round, "slept"))
        except asyncio.CancelledError:
            log.append((name, round, "goes on"))


async def put_at_once(queue, count):
    for n in range(count):
        await queue.put(n)
        log.append(("put", n, queue.qsize()))


async def put_in_steps(queue, count):
    for n in range(count):
        coro = queue.put(n)
        await coro
        log.append(("put", n, queue.qsize()))


async def get_at_once(queue, count):
    for _ in range(count):
        item = await queue.get()
        log.append(("got", item, queue.qsize()))


async def get_in_steps(queue, count):
    for _ in range(count):
        coro = queue.get()
        item = await coro
        log.append(("got", item, queue.qsize()))


def show(title):
    print(title, len(log))
    for entry in log:
        print("  ", *entry)
    copy = log[:]
    log.clear()
    return copy


async def main():
    delays = (0, 0.5, 0, 1, -1, 0.25, True, False, 2)
    seen = []
    for sleep in (sleep_at_once, sleep_in_steps, result_at_once, result_in_steps):
        start = asyncio.get_running_loop().time()
        await asyncio.gather(walker("a", sleep, delays), walker("b", sleep, delays[1:]), walker("c", sleep, delays[2:]))
        print(round(asyncio.get_running_loop().time() - start, 9))
        seen.append(show(sleep.__name__))
    print([entry[:2] for entry in seen[0]] == [entry[:2] for entry in seen[2]], seen[0] == seen[1], seen[2] == seen[3])

    for sleep in (sleep_at_once, sleep_in_steps):
        for delay in (0, 1, 0.0, 3.5):
            await cancelled("one", sleep, delay)
    show("cancelled")

    for delay in (0, 1):
        task = asyncio.create_task(swallows("stubborn", delay))
        for _ in range(3):
            await asyncio.sleep(0)
            task.cancel()
        await task
    show("swallowed")

    seen.clear()
    for kind in (asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue):
        for put in (put_at_once, put_in_steps):
            for get in (get_at_once, get_in_steps):
                queue = kind(2)
                await asyncio.gather(put(queue, 5), get(queue, 5))
                seen.append(show(f"{kind.__name__} {put.__name__} {get.__name__}"))
    print([entry == seen[0] for entry in seen])

    queue = asyncio.Queue(1)
    getter = asyncio.create_task(get_at_once(queue, 1))
    await asyncio.sleep(0)
    getter.cancel()
    await queue.put("kept")
    try:
        await getter
    except asyncio.CancelledError:
        print("getter cancelled,", queue.qsize(), "left")

    try:
        await asyncio.sleep("long")
    except TypeError as error:
        print("TypeError", error)
    try:
        await asyncio.sleep()
    except TypeError as error:
        print("TypeError", error)
    try:
        await queue.put()
    except TypeError as error:
        print("TypeError", error)
    coro = asyncio.gather(*[sleep_at_once(0)] * 2, return_exceptions=True)
    print(await coro)
    one = sleep_at_once(1)
    other = sleep_in_steps(0)
    print(await asyncio.gather(one, other, one, other, one))


asyncio.run(main())
