"""gather's results stand in the order of its arguments."""
import asyncio


async def job(n, seconds):
    await asyncio.sleep(seconds)
    print("done", n)
    return n


async def main():
    print(await asyncio.gather(job(1, 3), job(2, 1), job(3, 2)))
    print(await asyncio.gather())
    print(await asyncio.gather(job(4, 0)))


asyncio.run(main())
