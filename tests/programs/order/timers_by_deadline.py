"""Timers fire by deadline, not by the order in which they were armed."""
import asyncio


async def nap(name, seconds):
    await asyncio.sleep(seconds)
    print(name, asyncio.get_running_loop().time())


async def main():
    await asyncio.gather(nap("c", 0.3), nap("a", 0.1), nap("b", 0.2))


asyncio.run(main())
