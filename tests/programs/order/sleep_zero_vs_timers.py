"""A task that yields all the time does not keep timers from firing."""
import asyncio
import time


async def busy(log):
    for n in range(5):
        time.sleep(0.1)
        log.append(f"busy{n}")
        await asyncio.sleep(0)


async def timer(log):
    for n in range(3):
        await asyncio.sleep(0.15)
        log.append(f"timer{n}")


async def main():
    log = []
    await asyncio.gather(busy(log), timer(log))
    print(" ".join(log), round(asyncio.get_running_loop().time(), 3))


asyncio.run(main())
