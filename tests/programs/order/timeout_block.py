"""asyncio.timeout limits a block and turns its own cancellation into TimeoutError."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(1) as limit:
            print("when", limit.when(), limit.expired())
            await asyncio.sleep(10)
            print("never")
    except TimeoutError:
        print("timed out", loop.time(), limit.expired())
    async with asyncio.timeout(1) as limit:
        await asyncio.sleep(0.5)
    print("in time", loop.time(), limit.expired())


asyncio.run(main())
