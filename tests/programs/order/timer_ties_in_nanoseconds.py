"""0.2 + 0.1 and 0.3 are the same deadline: the first armed fires first."""
import asyncio


async def long(log):
    await asyncio.sleep(0.3)
    log.append("0.3")


async def two_steps(log):
    await asyncio.sleep(0.2)
    await asyncio.sleep(0.1)
    log.append("0.2 + 0.1")


async def main():
    log = []
    await asyncio.gather(two_steps(log), long(log))
    print(log, asyncio.get_running_loop().time())
    log = []
    await asyncio.gather(long(log), two_steps(log))
    print(log)


asyncio.run(main())
