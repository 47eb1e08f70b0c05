"""A waiter that is cancelled after it was woken passes the lock on."""
import asyncio


async def user(name, lock):
    async with lock:
        print(name, "has it")


async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    first = asyncio.create_task(user("first", lock))
    second = asyncio.create_task(user("second", lock))
    await asyncio.sleep(0)
    lock.release()
    first.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    print(first.cancelled(), second.cancelled(), lock.locked())


asyncio.run(main())
