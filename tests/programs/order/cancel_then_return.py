"""A cancellation requested in a task's last step still cancels it."""
import asyncio


async def quick():
    asyncio.current_task().cancel()
    return "value"


async def main():
    task = asyncio.create_task(quick())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(task.done(), task.cancelled())
    try:
        print(await task)
    except asyncio.CancelledError:
        print("cancelled")


asyncio.run(main())
