"""A lock is not reentrant: taking it twice waits for ever."""
import asyncio


async def main():
    lock = asyncio.Lock()
    async with lock:
        print("once")
        async with lock:
            print("never")


asyncio.run(main())
