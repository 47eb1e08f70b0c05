"""Cancelling a sleeping task raises CancelledError at the await."""
import asyncio


async def sleeper():
    try:
        print("sleeping")
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        print("cancelled at", asyncio.get_running_loop().time())
        raise
    finally:
        print("finally")


async def main():
    task = asyncio.create_task(sleeper())
    await asyncio.sleep(1)
    print(task.cancel())
    print("requested", task.cancelled(), task.done())
    try:
        await task
    except asyncio.CancelledError:
        print("main sees it", task.cancelled())
    print(task.cancel())


asyncio.run(main())
