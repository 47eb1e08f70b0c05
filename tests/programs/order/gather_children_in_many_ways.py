"""The children of a gather may be known to others, be cancelled, raise, return one another, and call back in any order;
in debug mode as well as without."""
import asyncio


async def child(n, delay=0):
    await asyncio.sleep(delay)
    if n % 5 == 4:
        raise ValueError(n)
    return n * 10


async def itself(n):
    await asyncio.sleep(0)
    return asyncio.current_task()


async def tells(name, log):
    task = asyncio.current_task()
    task.add_done_callback(lambda t: log.append((name, "own callback", t.done())))
    await asyncio.sleep(0.001)
    log.append((name, "ends"))
    return name


async def known_elsewhere():
    kept = asyncio.create_task(child(1))
    coro = child(2)
    print(await asyncio.gather(kept, coro, child(3), coro, kept))
    print(kept.result(), kept.done(), coro.cr_frame)
    tasks = await asyncio.gather(*[itself(n) for n in range(3)])
    print([task.result() is task for task in tasks])
    marked = [asyncio.create_task(child(n)) for n in range(3)]
    for n, task in enumerate(marked):
        task.mark = n
    future = asyncio.gather(*marked)
    print(await future)


async def exceptions():
    print(await asyncio.gather(*[child(n, n / 1000) for n in range(12)], return_exceptions=True))
    try:
        await asyncio.gather(*[child(n, 1 - n / 1000) for n in range(12)])
    except ValueError as error:
        print("raised", error)
    await asyncio.sleep(2)


async def cancelled():
    future = asyncio.gather(*[child(n, n) for n in (0, 1, 2, 3, 5)])
    await asyncio.sleep(1.5)
    print(future.cancel(), future.done())
    try:
        await future
    except asyncio.CancelledError:
        print("cancelled", future.cancelled(), future.cancel())
    future = asyncio.gather(child(3, 2), child(2, 1), child(1, 0))
    await asyncio.sleep(1.5)
    future.cancel("why")
    try:
        await future
    except asyncio.CancelledError as error:
        print("cancelled", error.args)
    tasks = [asyncio.create_task(child(n, n)) for n in range(3)]
    future = asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0.5)
    tasks[1].cancel("one")
    print([repr(result) for result in await future])


async def callbacks():
    log = []
    future = asyncio.gather(*[tells(name, log) for name in "xyz"])
    future.add_done_callback(lambda f: log.append(("gather", f.done())))
    inner = asyncio.gather(future, child(6), asyncio.gather(child(7), asyncio.gather()))
    print(await inner)
    print(*log, sep="\n")


async def as_text():
    task = asyncio.create_task(child(1), name="one")
    future = asyncio.gather(task, child(2))
    for _ in range(5):
        print(repr(task)[:34], "_done_callback" in repr(task), "wait_for" in repr(task), future.done())
        await asyncio.sleep(0)
    print(await future)


async def main():
    for part in (known_elsewhere, exceptions, cancelled, callbacks, as_text):
        print("--", part.__name__)
        await part()
    gathers = [asyncio.gather(*[child(n, 9) for n in range(3)]) for _ in range(3)]
    print(len(asyncio.all_tasks()))


for debug in (False, True):
    asyncio.run(main(), debug=debug)
