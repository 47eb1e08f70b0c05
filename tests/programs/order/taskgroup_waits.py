"""A TaskGroup waits for all its children."""
import asyncio


async def child(name, seconds):
    await asyncio.sleep(seconds)
    print(name, asyncio.get_running_loop().time())
    return name


async def main():
    async with asyncio.TaskGroup() as group:
        a = group.create_task(child("a", 2))
        b = group.create_task(child("b", 1))
        print("body ends")
    print("group over", a.result(), b.result())


asyncio.run(main())
