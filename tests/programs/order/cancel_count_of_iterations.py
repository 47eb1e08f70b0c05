"""Iterations until a cancellation comes back, from a sleep and through awaited tasks."""
import asyncio


async def ticker(log):
    while True:
        log.append(1)
        await asyncio.sleep(0)


async def sleeping(depth):
    if depth:
        await asyncio.create_task(sleeping(depth - 1))
    else:
        await asyncio.sleep(100)


async def gathering():
    await asyncio.gather(sleeping(0), sleeping(0))


async def grouping():
    async with asyncio.TaskGroup() as group:
        group.create_task(sleeping(0))


async def limited():
    async with asyncio.timeout(100):
        await sleeping(0)


async def main():
    log = []
    for name, make in [
        ("sleep", lambda: sleeping(0)),
        ("task", lambda: sleeping(1)),
        ("task of task", lambda: sleeping(2)),
        ("gather", lambda: gathering()),
        ("wait_for", lambda: asyncio.wait_for(sleeping(0), 100)),
        ("group", lambda: grouping()),
        ("timeout", lambda: limited()),
    ]:
        task = asyncio.create_task(make())
        await asyncio.sleep(1)
        ticking = asyncio.create_task(ticker(log))
        await asyncio.sleep(0)
        log.clear()
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            print(name, len(log))
        ticking.cancel()


asyncio.run(main())
