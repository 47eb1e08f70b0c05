"""Cancelling the parent cancels the children and comes back as CancelledError."""
import asyncio


async def child(name):
    try:
        await asyncio.sleep(10)
    finally:
        print(name, "ends")


async def parent():
    async with asyncio.TaskGroup() as group:
        group.create_task(child("only child"))


async def main():
    task = asyncio.create_task(parent())
    await asyncio.sleep(1)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("CancelledError", task.cancelled())


asyncio.run(main())
