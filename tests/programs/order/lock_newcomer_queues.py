"""A newcomer does not overtake those who wait, though the lock is free for a moment."""
import asyncio


async def user(name, lock, log):
    async with lock:
        log.append(name)
        await asyncio.sleep(0)


async def greedy(lock, log):
    for n in range(3):
        async with lock:
            log.append(f"greedy{n}")


async def main():
    lock = asyncio.Lock()
    log = []
    await asyncio.gather(greedy(lock, log), user("a", lock, log), user("b", lock, log))
    print(log)
    log = []
    await asyncio.gather(user("a", lock, log), greedy(lock, log), user("b", lock, log))
    print(log)


asyncio.run(main())
