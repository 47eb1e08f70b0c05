"""A task that awaits a task cancelled by somebody else gets CancelledError, but is not cancelled itself if it handles it."""
import asyncio


async def inner():
    await asyncio.sleep(10)


async def outer(task):
    try:
        await task
    except asyncio.CancelledError:
        print("the inner one was cancelled:", task.cancelled(), asyncio.current_task().cancelling())
        return "outer lives"


async def main():
    task = asyncio.create_task(inner())
    waiting = asyncio.create_task(outer(task))
    await asyncio.sleep(1)
    task.cancel()
    print(await waiting)


asyncio.run(main())
