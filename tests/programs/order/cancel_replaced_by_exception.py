"""An exception raised while cancelled wins."""
import asyncio


async def worker():
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        raise ValueError("instead")


async def main():
    task = asyncio.create_task(worker())
    await asyncio.sleep(1)
    task.cancel()
    try:
        await task
    except ValueError as error:
        print(repr(error), task.cancelled(), type(error.__context__).__name__)


asyncio.run(main())
