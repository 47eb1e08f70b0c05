"""A cancelled task closes its async generator's finally in order."""
import asyncio


async def source():
    try:
        n = 0
        while True:
            await asyncio.sleep(1)
            yield n
            n += 1
    finally:
        print("source closed")


async def reader():
    async for n in source():
        print("read", n)


async def main():
    task = asyncio.create_task(reader())
    await asyncio.sleep(2.5)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("reader cancelled")


asyncio.run(main())
