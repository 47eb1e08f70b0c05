"""task_done more often than put is a ValueError."""
import asyncio


async def main():
    queue = asyncio.Queue()
    await queue.put(1)
    queue.task_done()
    try:
        queue.task_done()
    except ValueError as error:
        print("ValueError:", error)
    await queue.join()
    print("nothing open")


asyncio.run(main())
