"""call_soon runs callbacks in order, one iteration later, with their arguments."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    for n in range(4):
        loop.call_soon(print, "callback", n)
    print("scheduled")
    await asyncio.sleep(0)
    print("after")


asyncio.run(main())
