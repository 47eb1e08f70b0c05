"""Several releases at once wake the waiters in order."""
import asyncio


async def user(name, gate, log):
    await gate.acquire()
    log.append(name)


async def main():
    gate = asyncio.Semaphore(0)
    log = []
    tasks = [asyncio.create_task(user(name, gate, log)) for name in "abcd"]
    await asyncio.sleep(0)
    gate.release()
    gate.release()
    await asyncio.sleep(1)
    print(log)
    gate.release()
    gate.release()
    await asyncio.gather(*tasks)
    print(log)


asyncio.run(main())
