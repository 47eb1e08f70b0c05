"""Awaits in for, while, comprehensions and conditions."""
import asyncio


async def value(n):
    await asyncio.sleep(0.1)
    return n


async def main():
    total = 0
    for n in range(3):
        total += await value(n)
    while await value(total) < 6:
        total += 1
    print(total)
    if await value(True) and not await value(False):
        print("both")
    print(await value(1) + await value(2) * await value(3))
    print([await value(n) for n in range(3)], {n: await value(n) for n in range(2)})
    print((await value("text")).upper(), [1, 2, 3][await value(1)], f"{await value(5)}")
    items = [await value(1), (await value(2), await value(3))]
    print(items, max(await value(4), await value(2)))
    print(f"{asyncio.get_running_loop().time():.1f}")


asyncio.run(main())
