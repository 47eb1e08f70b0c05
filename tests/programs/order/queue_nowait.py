"""get_nowait and put_nowait raise where get and put would wait."""
import asyncio


async def main():
    queue = asyncio.Queue(1)
    try:
        queue.get_nowait()
    except asyncio.QueueEmpty as error:
        print("QueueEmpty", repr(error))
    queue.put_nowait("x")
    try:
        queue.put_nowait("y")
    except asyncio.QueueFull as error:
        print("QueueFull", repr(error))
    print(queue.get_nowait(), queue.qsize())


asyncio.run(main())
