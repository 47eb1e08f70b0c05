"""sleep returns its second argument."""
import asyncio


async def main():
    print(await asyncio.sleep(1, "woken"))
    print(await asyncio.sleep(0, result="at once"))
    print(await asyncio.sleep(-1))


asyncio.run(main())
