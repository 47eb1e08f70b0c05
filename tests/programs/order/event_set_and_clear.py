"""clear right after set still lets the waiting ones go."""
import asyncio


async def waiter(name, event, log):
    await event.wait()
    log.append(name)


async def main():
    event = asyncio.Event()
    log = []
    tasks = [asyncio.create_task(waiter(name, event, log)) for name in "ab"]
    await asyncio.sleep(0)
    event.set()
    event.clear()
    tasks.append(asyncio.create_task(waiter("late", event, log)))
    await asyncio.sleep(1)
    print(log, event.is_set())
    event.set()
    await asyncio.gather(*tasks)
    print(log)


asyncio.run(main())
