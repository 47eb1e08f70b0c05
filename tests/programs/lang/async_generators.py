"""Async generators and comprehensions over them."""
import asyncio


async def ticks(n, seconds):
    try:
        for i in range(n):
            await asyncio.sleep(seconds)
            yield i
    finally:
        print("ticks end")


async def main():
    async for i in ticks(3, 0.5):
        print(i, asyncio.get_running_loop().time())
    print([i async for i in ticks(4, 0.1) if i % 2])
    agen = ticks(5, 1)
    print(await anext(agen))
    await agen.aclose()
    print(asyncio.get_running_loop().time())


asyncio.run(main())
