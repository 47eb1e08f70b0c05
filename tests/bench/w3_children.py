"""W3: a parent creates children that sleep once, and gathers them.  An operation is a child, from birth to end."""
import asyncio

CHILDREN = 100000


async def child(n):
    await asyncio.sleep(n % 1000 / 1000)
    return n


async def main():
    results = await asyncio.gather(*[child(n) for n in range(CHILDREN)])
    print(len(results), results[-1])


asyncio.run(main())
