"""A day of sleep takes no time, and the clock stays exact."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    for _ in range(24):
        await asyncio.sleep(3600)
    print(loop.time())
    await asyncio.sleep(0.000001)
    print(loop.time())
    await asyncio.sleep(1e-9)
    print(loop.time())


asyncio.run(main())
