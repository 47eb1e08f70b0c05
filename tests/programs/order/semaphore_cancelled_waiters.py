"""Cancelled waiters do not lose the semaphore's count."""
import asyncio


async def user(n, gate):
    async with gate:
        print("in", n, asyncio.get_running_loop().time())
        await asyncio.sleep(1)


async def main():
    gate = asyncio.Semaphore(2)
    tasks = [asyncio.create_task(user(n, gate)) for n in range(6)]
    await asyncio.sleep(0.5)
    tasks[2].cancel()
    tasks[4].cancel()
    tasks[0].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print(gate.locked(), [task.cancelled() for task in tasks])


asyncio.run(main())
