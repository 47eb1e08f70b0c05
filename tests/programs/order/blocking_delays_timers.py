"""time.sleep holds the loop: everything due meanwhile runs together, by deadline."""
import asyncio
import time


async def nap(name, seconds):
    await asyncio.sleep(seconds)
    print(name, round(asyncio.get_running_loop().time(), 3))


async def blocker():
    await asyncio.sleep(0.1)
    print("block")
    time.sleep(1)
    print("unblock")


async def main():
    await asyncio.gather(nap("late", 0.9), blocker(), nap("soon", 0.3), nap("after", 1.5), nap("exact", 1.1))


asyncio.run(main())
