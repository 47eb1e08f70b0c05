"""A task cancelled before its first step never runs its body."""
import asyncio


async def body():
    print("never printed")


async def main():
    task = asyncio.create_task(body())
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", task.cancelled(), task.done())


asyncio.run(main())
