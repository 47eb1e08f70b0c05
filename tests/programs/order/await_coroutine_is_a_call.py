"""Awaiting a coroutine does not pass through the loop."""
import asyncio


async def inner(n):
    print("inner", n)
    return n * 2


async def other():
    print("other ran")


async def main():
    asyncio.create_task(other())
    for n in range(3):
        print("got", await inner(n))
    print("main is done before other starts")
    await asyncio.sleep(0)


asyncio.run(main())
