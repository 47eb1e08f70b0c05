"""asyncio.wait ends by its time-out while its callbacks on tasks that just finished are still queued."""
import asyncio


async def tiny(name):
    await asyncio.sleep(0)
    return name


async def failing(name):
    await asyncio.sleep(0)
    raise ValueError(name)


async def waits(when):
    tasks = [asyncio.create_task(tiny("a")), asyncio.create_task(tiny("b")), asyncio.create_task(failing("c"))]
    done, rest = await asyncio.wait(tasks, timeout=0, return_when=when)
    print(when, [task in done for task in tasks], [task in rest for task in tasks])
    futures = [asyncio.get_running_loop().create_future() for _ in range(20)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print([task.done() for task in tasks], [future.done() for future in futures].count(True))


async def main():
    for when in asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION, asyncio.ALL_COMPLETED:
        for _ in range(3):
            await asyncio.gather(*(waits(when) for _ in range(3)))


asyncio.run(main())
