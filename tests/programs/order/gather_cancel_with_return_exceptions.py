"""Cancelling a gather raises even with return_exceptions=True."""
import asyncio


async def child():
    await asyncio.sleep(10)


async def waiter():
    try:
        results = await asyncio.gather(child(), child(), return_exceptions=True)
        print("results", results)
    except asyncio.CancelledError:
        print("gather raised CancelledError")


async def main():
    task = asyncio.create_task(waiter())
    await asyncio.sleep(1)
    task.cancel()
    await task


asyncio.run(main())
