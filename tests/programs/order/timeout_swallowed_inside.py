"""Code that swallows the cancellation inside the block: TimeoutError does not come."""
import asyncio


async def main():
    try:
        async with asyncio.timeout(1) as limit:
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                print("swallowed")
            await asyncio.sleep(1)
            print("goes on")
    except TimeoutError:
        print("TimeoutError")
    print(limit.expired())


asyncio.run(main())
