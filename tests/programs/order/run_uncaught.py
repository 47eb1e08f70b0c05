"""An exception out of asyncio.run ends the program with status 1."""
import asyncio


async def deep(n):
    if n == 0:
        raise RuntimeError("too deep")
    await deep(n - 1)


async def main():
    print("start")
    await deep(3)


asyncio.run(main())
