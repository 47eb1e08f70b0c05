"""Awaiting a task that is done goes on in the same step."""
import asyncio


async def child():
    return "result"


async def noisy():
    print("noisy")


async def main():
    task = asyncio.create_task(child())
    await asyncio.sleep(0)
    asyncio.create_task(noisy())
    print(await task)
    print("noisy has not run")
    await asyncio.sleep(0)


asyncio.run(main())
