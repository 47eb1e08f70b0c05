"""Cancelling the outermost task cancels what it waits for, from the inside out."""
import asyncio


async def layer(depth):
    try:
        if depth == 0:
            await asyncio.sleep(100)
        else:
            await asyncio.create_task(layer(depth - 1))
    except asyncio.CancelledError:
        print("layer", depth)
        raise


async def main():
    task = asyncio.create_task(layer(3))
    await asyncio.sleep(1)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("main")


asyncio.run(main())
