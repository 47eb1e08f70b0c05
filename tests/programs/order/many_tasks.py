"""A thousand tasks with seven different deadlines."""
import asyncio


async def job(n, log):
    await asyncio.sleep((n % 7) / 10)
    log.append(n)


async def main():
    log = []
    await asyncio.gather(*[job(n, log) for n in range(1000)])
    print(log[:5], log[143:148], log[-5:])
    print(sum(i * n for i, n in enumerate(log)))


asyncio.run(main())
