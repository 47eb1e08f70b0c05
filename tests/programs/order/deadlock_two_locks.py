"""Two tasks that take two locks in opposite order."""
import asyncio


async def taker(name, first, second):
    async with first:
        print(name, "has one")
        await asyncio.sleep(1)
        async with second:
            print("never")


async def main():
    a, b = asyncio.Lock(), asyncio.Lock()
    await asyncio.gather(taker("x", a, b), taker("y", b, a))


asyncio.run(main())
