"""The inner timer and the time-out are due together: the first armed decides."""
import asyncio


async def job():
    await asyncio.sleep(1)
    return "made it"


async def main():
    try:
        print(await asyncio.wait_for(job(), 1))
    except TimeoutError:
        print("too late")
    task = asyncio.create_task(job())
    await asyncio.sleep(0)
    try:
        print(await asyncio.wait_for(task, 1))
    except TimeoutError:
        print("too late")


asyncio.run(main())
