"""An item stays in the queue until the woken getter runs: another may take it first."""
import asyncio


async def getter(name, queue):
    print(name, "got", await queue.get())


async def main():
    queue = asyncio.Queue()
    task = asyncio.create_task(getter("waiting", queue))
    await asyncio.sleep(0)
    queue.put_nowait(1)
    print("main took", queue.get_nowait())
    await asyncio.sleep(1)
    queue.put_nowait(2)
    await task


asyncio.run(main())
