"""call_at takes the loop's own time."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    print(loop.time())
    loop.call_at(2.5, lambda: print("at", loop.time()))
    await asyncio.sleep(1)
    print("main", loop.time())
    await asyncio.sleep(2)
    print("main", loop.time())


asyncio.run(main())
