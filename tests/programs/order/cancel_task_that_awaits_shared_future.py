"""Cancelling one of two tasks that await the same future cancels the future."""
import asyncio


async def waiter(name, future):
    try:
        print(name, await future)
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise


async def main():
    future = asyncio.get_running_loop().create_future()
    a = asyncio.create_task(waiter("a", future))
    b = asyncio.create_task(waiter("b", future))
    await asyncio.sleep(0)
    a.cancel()
    await asyncio.sleep(0)
    print(future.cancelled(), a.done(), b.done())
    await asyncio.gather(a, b, return_exceptions=True)
    print(a.cancelled(), b.cancelled())


asyncio.run(main())
