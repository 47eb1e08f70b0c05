"""Several tasks await the same one: they wake in the order in which they waited."""
import asyncio


async def source():
    await asyncio.sleep(1)
    return "value"


async def reader(name, task):
    print(name, await task)


async def main():
    task = asyncio.create_task(source())
    await asyncio.gather(reader("a", task), reader("b", task), reader("c", task))


asyncio.run(main())
