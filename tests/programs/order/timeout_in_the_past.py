"""A deadline in the past fires at the next iteration, not at once."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    await asyncio.sleep(5)
    try:
        async with asyncio.timeout_at(1):
            print("the block begins")
            await asyncio.sleep(0)
            print("after sleep(0)")
            await asyncio.sleep(0)
            print("not reached")
    except TimeoutError:
        print("timed out", loop.time())
    async with asyncio.timeout(0):
        print("no suspension, no time-out")


asyncio.run(main())
