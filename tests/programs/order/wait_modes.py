"""asyncio.wait in its three modes, and with a time-out."""
import asyncio


async def job(n, fail=False):
    await asyncio.sleep(n)
    if fail:
        raise ValueError(n)
    return n


def names(tasks):
    return sorted(task.get_name() for task in tasks)


async def main():
    loop = asyncio.get_running_loop()
    for mode in (asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION, asyncio.ALL_COMPLETED):
        tasks = [asyncio.create_task(job(n, n == 2), name=f"t{n}") for n in (1, 2, 3)]
        done, pending = await asyncio.wait(tasks, return_when=mode)
        print(mode, loop.time(), names(done), names(pending))
        await asyncio.gather(*tasks, return_exceptions=True)
    tasks = [asyncio.create_task(job(n), name=f"t{n}") for n in (1, 3)]
    done, pending = await asyncio.wait(tasks, timeout=2)
    print(loop.time(), names(done), names(pending), [task.cancelled() for task in pending])
    await asyncio.gather(*pending)
    coroutine = job(1)
    try:
        await asyncio.wait([coroutine])
    except TypeError as error:
        print(error)
    coroutine.close()
    try:
        await asyncio.wait([])
    except ValueError as error:
        print(error)


asyncio.run(main())
