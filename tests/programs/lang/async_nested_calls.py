"""Coroutines that call each other ten deep, and sleep at the bottom."""
import asyncio


async def down(n):
    if n == 0:
        await asyncio.sleep(1)
        return [0]
    result = await down(n - 1)
    result.append(n)
    return result


async def main():
    print(await down(10))
    print(await asyncio.gather(down(2), down(3)))


asyncio.run(main())
