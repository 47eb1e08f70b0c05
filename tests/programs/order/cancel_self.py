"""A task that cancels itself gets the exception at its next suspension."""
import asyncio


async def suicidal():
    asyncio.current_task().cancel()
    print("still running")
    try:
        await asyncio.sleep(0)
        print("not reached")
    except asyncio.CancelledError:
        print("now")
        raise


async def main():
    task = asyncio.create_task(suicidal())
    try:
        await task
    except asyncio.CancelledError:
        print("gone")


asyncio.run(main())
