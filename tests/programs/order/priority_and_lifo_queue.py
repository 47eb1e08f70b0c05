"""PriorityQueue and LifoQueue."""
import asyncio


async def main():
    queue = asyncio.PriorityQueue()
    for item in [(3, "c"), (1, "a"), (2, "b"), (1, "aa")]:
        queue.put_nowait(item)
    print([queue.get_nowait() for _ in range(4)])
    stack = asyncio.LifoQueue()
    for item in "abc":
        await stack.put(item)
    print([await stack.get() for _ in range(3)])


asyncio.run(main())
