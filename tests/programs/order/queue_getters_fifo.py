"""Getters are served in the order of waiting."""
import asyncio


async def getter(name, queue):
    print(name, await queue.get())


async def main():
    queue = asyncio.Queue()
    tasks = [asyncio.create_task(getter(name, queue)) for name in "abc"]
    await asyncio.sleep(0)
    for n in range(3):
        queue.put_nowait(n)
    print("all put")
    await asyncio.gather(*tasks)


asyncio.run(main())
