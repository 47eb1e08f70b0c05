"""A semaphore whose places come back by call_later."""
import asyncio


async def request(n, gate):
    loop = asyncio.get_running_loop()
    await gate.acquire()
    loop.call_later(1, gate.release)
    print(f"{loop.time():.1f} request {n}")
    await asyncio.sleep(0.3)


async def main():
    gate = asyncio.Semaphore(3)
    await asyncio.gather(*[request(n, gate) for n in range(8)])
    print(asyncio.get_running_loop().time())


asyncio.run(main())
