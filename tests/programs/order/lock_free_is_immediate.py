"""A free lock is taken without passing through the loop."""
import asyncio


async def other():
    print("other")


async def main():
    lock = asyncio.Lock()
    asyncio.create_task(other())
    print(await lock.acquire(), lock.locked())
    lock.release()
    print(lock.locked())
    await asyncio.sleep(0)


asyncio.run(main())
