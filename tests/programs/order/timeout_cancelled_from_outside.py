"""A cancellation from outside is not converted."""
import asyncio


async def worker():
    try:
        async with asyncio.timeout(10):
            await asyncio.sleep(20)
    except TimeoutError:
        print("wrong")
    except asyncio.CancelledError:
        print("cancelled from outside")
        raise


async def main():
    task = asyncio.create_task(worker())
    await asyncio.sleep(1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    print(task.cancelled())


asyncio.run(main())
