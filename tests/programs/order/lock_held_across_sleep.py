"""What waits for the lock is not disturbed by other timers."""
import asyncio


async def holder(lock, name, seconds):
    async with lock:
        start = asyncio.get_running_loop().time()
        await asyncio.sleep(seconds)
        print(f"{name} held {start} to {asyncio.get_running_loop().time()}")


async def impatient(lock):
    try:
        await asyncio.wait_for(lock.acquire(), 0.5)
    except TimeoutError:
        print("gave up at", asyncio.get_running_loop().time())


async def main():
    lock = asyncio.Lock()
    await asyncio.gather(holder(lock, "a", 1), impatient(lock), holder(lock, "b", 0.25), holder(lock, "c", 0.25))
    print(lock.locked())


asyncio.run(main())
