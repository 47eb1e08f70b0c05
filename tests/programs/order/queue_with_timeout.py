"""wait_for around get leaves the item for others when the time is up."""
import asyncio


async def main():
    queue = asyncio.Queue()
    try:
        await asyncio.wait_for(queue.get(), 1)
    except TimeoutError:
        print("nothing came")
    queue.put_nowait("late")
    print(await asyncio.wait_for(queue.get(), 1), queue.qsize())


asyncio.run(main())
