"""Cleaning up may take its time; the canceller waits for it."""
import asyncio


async def careful():
    try:
        await asyncio.sleep(100)
    finally:
        print("cleaning")
        await asyncio.sleep(2)
        print("clean")


async def main():
    task = asyncio.create_task(careful())
    await asyncio.sleep(1)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("over at", asyncio.get_running_loop().time())


asyncio.run(main())
