"""A task may swallow its cancellation and go on."""
import asyncio


async def stubborn():
    for n in range(3):
        try:
            await asyncio.sleep(10)
            print("slept")
        except asyncio.CancelledError:
            print("ignored", n)
    return "done"


async def main():
    task = asyncio.create_task(stubborn())
    for n in range(2):
        await asyncio.sleep(1)
        task.cancel()
    print(await task, task.cancelled(), task.cancelling())


asyncio.run(main())
