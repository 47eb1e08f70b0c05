"""A TimeoutError that nobody catches has no message."""
import asyncio


async def main():
    await asyncio.wait_for(asyncio.sleep(10), 1)


asyncio.run(main())
