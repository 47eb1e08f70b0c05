"""A newcomer at a semaphore with waiters goes to the end of the line."""
import asyncio


async def user(name, gate, log):
    async with gate:
        log.append(name)
        await asyncio.sleep(0)


async def main():
    gate = asyncio.Semaphore(1)
    log = []
    tasks = [asyncio.create_task(user(n, gate, log)) for n in range(3)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    tasks.append(asyncio.create_task(user("new", gate, log)))
    async with gate:
        log.append("main")
    await asyncio.gather(*tasks)
    print(log)


asyncio.run(main())
