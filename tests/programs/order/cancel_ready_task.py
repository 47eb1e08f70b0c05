"""If what a task waits for is done when cancel comes, it still gets CancelledError."""
import asyncio


async def waiter(future):
    try:
        print("value", await future)
    except asyncio.CancelledError:
        print("cancelled although the future had", future.result())


async def main():
    future = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(waiter(future))
    await asyncio.sleep(0)
    future.set_result(7)
    task.cancel()
    await task


asyncio.run(main())
