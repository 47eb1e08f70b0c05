"""No time-out: wait_for is a plain await."""
import asyncio


async def job():
    await asyncio.sleep(1000)
    return asyncio.current_task().get_name()


async def main():
    print(await asyncio.wait_for(job(), None))
    print(await asyncio.wait_for(job(), timeout=2000))


asyncio.run(main())
