"""A semaphore of two lets two in at once."""
import asyncio


async def user(name, gate):
    async with gate:
        print(name, "in", asyncio.get_running_loop().time())
        await asyncio.sleep(1)


async def main():
    gate = asyncio.Semaphore(2)
    await asyncio.gather(*[user(n, gate) for n in range(5)])
    print("free", gate.locked())


asyncio.run(main())
