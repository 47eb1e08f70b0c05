"""Cancelling a future raises CancelledError in the task that awaits it."""
import asyncio


async def waiter(future):
    try:
        await future
    except asyncio.CancelledError:
        print("waiter: cancelled")
        return "survived"


async def main():
    future = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(waiter(future))
    await asyncio.sleep(0)
    future.cancel()
    print("cancelled the future")
    print(await task, task.cancelled())


asyncio.run(main())
