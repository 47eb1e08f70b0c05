"""A time-out of zero or less does not start what is not done."""
import asyncio


async def job():
    print("never started")
    return 1


async def main():
    for limit in (0, -1):
        try:
            await asyncio.wait_for(job(), limit)
        except TimeoutError:
            print("timed out", limit)
    done = asyncio.get_running_loop().create_future()
    done.set_result("ready")
    print(await asyncio.wait_for(done, 0))


asyncio.run(main())
