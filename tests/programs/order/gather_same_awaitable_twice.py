"""The same coroutine twice in gather is one task."""
import asyncio


async def job():
    print("runs once")
    await asyncio.sleep(0.1)
    return "value"


async def main():
    coroutine = job()
    print(await asyncio.gather(coroutine, coroutine))
    task = asyncio.create_task(job())
    print(await asyncio.gather(task, task, task))


asyncio.run(main())
