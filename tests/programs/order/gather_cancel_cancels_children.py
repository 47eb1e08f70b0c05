"""Cancelling a task in gather cancels all its children."""
import asyncio


async def child(name):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("cancelled", name)
        raise


async def group():
    try:
        await asyncio.gather(child("a"), child("b"), child("c"))
    except asyncio.CancelledError:
        print("group cancelled")
        raise


async def main():
    task = asyncio.create_task(group())
    await asyncio.sleep(1)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("main saw it", task.cancelled())


asyncio.run(main())
