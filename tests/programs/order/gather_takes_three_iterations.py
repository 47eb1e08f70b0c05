"""How many times another task runs while gather, a task and sleep(0) complete."""
import asyncio


async def ticker(log):
    while True:
        log.append(1)
        await asyncio.sleep(0)


async def nothing():
    pass


async def measure(name, log, awaitable):
    before = len(log)
    await awaitable
    print(name, len(log) - before)


async def main():
    log = []
    ticking = asyncio.create_task(ticker(log))
    await asyncio.sleep(0)
    await measure("coroutine", log, nothing())
    await measure("sleep(0)", log, asyncio.sleep(0))
    await measure("task", log, asyncio.create_task(nothing()))
    await measure("gather", log, asyncio.gather(nothing(), nothing()))
    await measure("nested gather", log, asyncio.gather(asyncio.gather(nothing()), nothing()))
    await measure("wait_for", log, asyncio.wait_for(nothing(), 1))
    await measure("wait_for None", log, asyncio.wait_for(nothing(), None))
    ticking.cancel()


asyncio.run(main())
