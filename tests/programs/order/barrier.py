"""Barrier lets a party through together."""
import asyncio


async def party(name, barrier, seconds):
    await asyncio.sleep(seconds)
    print(name, "arrives")
    position = await barrier.wait()
    print(name, "passes", position, asyncio.get_running_loop().time())


async def main():
    barrier = asyncio.Barrier(3)
    await asyncio.gather(*[party(name, barrier, n) for n, name in enumerate("abc")])
    print(barrier.n_waiting, barrier.parties, barrier.broken)
    task = asyncio.create_task(party("late", barrier, 0))
    await asyncio.sleep(1)
    await barrier.abort()
    print(type((await asyncio.gather(task, return_exceptions=True))[0]).__name__, barrier.broken)


asyncio.run(main())
