"""A second cancellation interrupts the cleaning up."""
import asyncio


async def worker():
    try:
        await asyncio.sleep(10)
    finally:
        try:
            print("cleaning")
            await asyncio.sleep(5)
            print("never")
        except asyncio.CancelledError:
            print("interrupted at", asyncio.get_running_loop().time())
            raise


async def main():
    task = asyncio.create_task(worker())
    await asyncio.sleep(1)
    task.cancel()
    await asyncio.sleep(1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    print(task.cancelled(), task.cancelling())


asyncio.run(main())
