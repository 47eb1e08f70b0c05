"""Cancelling the outer leaves the shielded inner one running."""
import asyncio


async def inner():
    await asyncio.sleep(2)
    print("inner finished")
    return "value"


async def outer(task):
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        print("outer cancelled")
        raise


async def main():
    task = asyncio.create_task(inner())
    waiting = asyncio.create_task(outer(task))
    await asyncio.sleep(1)
    waiting.cancel()
    print(await asyncio.gather(waiting, return_exceptions=True) != [], waiting.cancelled())
    print(await task)
    try:
        await asyncio.wait_for(asyncio.shield(task2 := asyncio.create_task(inner())), 1)
    except TimeoutError:
        print("time is up", task2.done())
    print(await task2)


asyncio.run(main())
