"""wait_for on a task that others await too."""
import asyncio


async def job():
    await asyncio.sleep(3)
    return "value"


async def other(task):
    try:
        print("other", await task)
    except asyncio.CancelledError:
        print("other sees the cancellation", task.cancelled())


async def main():
    task = asyncio.create_task(job())
    watching = asyncio.create_task(other(task))
    try:
        await asyncio.wait_for(task, 1)
    except TimeoutError:
        print("time-out", task.cancelled())
    await watching


asyncio.run(main())
