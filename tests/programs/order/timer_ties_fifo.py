"""Ten equal deadlines fire in the order in which they were armed."""
import asyncio


async def nap(n, log):
    await asyncio.sleep(1)
    log.append(n)


async def main():
    log = []
    await asyncio.gather(*[nap(n, log) for n in range(10)])
    print(log)


asyncio.run(main())
