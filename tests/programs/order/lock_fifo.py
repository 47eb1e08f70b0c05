"""A lock serves in the order of asking."""
import asyncio


async def user(name, lock):
    async with lock:
        print(name, "in", asyncio.get_running_loop().time())
        await asyncio.sleep(1)
        print(name, "out")


async def main():
    lock = asyncio.Lock()
    await asyncio.gather(user("a", lock), user("b", lock), user("c", lock))
    print(lock.locked())


asyncio.run(main())
