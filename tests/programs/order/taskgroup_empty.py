"""An empty group, and one whose children are done, do not pass through the loop."""
import asyncio


async def ticker(log):
    while True:
        log.append(1)
        await asyncio.sleep(0)


async def nothing():
    pass


async def main():
    log = []
    ticking = asyncio.create_task(ticker(log))
    await asyncio.sleep(0)
    log.clear()
    async with asyncio.TaskGroup():
        pass
    print("empty", len(log))
    async with asyncio.TaskGroup() as group:
        group.create_task(nothing())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        log.clear()
    print("finished", len(log))
    log.clear()
    async with asyncio.TaskGroup() as group:
        group.create_task(nothing())
    print("one child", len(log))
    ticking.cancel()


asyncio.run(main())
