"""With return_exceptions=True exceptions stand among the results."""
import asyncio


async def job(n):
    await asyncio.sleep(n / 10)
    if n % 2:
        raise ValueError(n)
    return n


async def main():
    results = await asyncio.gather(*[job(n) for n in range(5)], return_exceptions=True)
    for result in results:
        print(type(result).__name__, result)


asyncio.run(main())
