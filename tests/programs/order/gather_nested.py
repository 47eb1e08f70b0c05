"""A gather inside a gather; the inner one's failure."""
import asyncio


async def job(n):
    await asyncio.sleep(n / 10)
    if n == 3:
        raise ValueError(n)
    return n


async def main():
    inner = asyncio.gather(job(1), job(2))
    print(await asyncio.gather(inner, job(4)))
    print(await asyncio.gather(asyncio.gather(job(1), job(3), return_exceptions=True), job(2)))
    result = await asyncio.gather(asyncio.gather(job(1), job(3)), job(2), return_exceptions=True)
    print(result, type(result[0]).__name__)


asyncio.run(main())
