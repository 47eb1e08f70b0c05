"""sleep(0) puts the task at the end of the ready queue."""
import asyncio


async def worker(name, log):
    for i in range(3):
        log.append(f"{name}{i}")
        await asyncio.sleep(0)


async def main():
    log = []
    await asyncio.gather(worker("a", log), worker("b", log), worker("c", log))
    print(" ".join(log))


asyncio.run(main())
