"""Sleeps, steps and callbacks that fall on the same moments, in all mixtures that the loop has a fast way for."""
import asyncio


async def sleeper(name, *delays):
    for delay in delays:
        await asyncio.sleep(delay)
    return name


async def giver(times):
    for _ in range(times):
        await asyncio.sleep(0)


async def child(n):
    await asyncio.sleep(n % 3 / 10)
    return n


async def two_deep(n):
    return await child(n)


async def produce(queue):
    for n in range(7):
        await queue.put(n)


async def consume(queue):
    return sum([await queue.get() for _ in range(7)])


async def main():
    loop = asyncio.get_running_loop()
    a = asyncio.create_task(sleeper("a", 0.1, 0.1, 0.2))
    b = asyncio.create_task(sleeper("b", 0.1, 0.3))
    loop.call_later(0.1, print, "a callback among the sleeps")
    c = asyncio.create_task(sleeper("c", 0.1))
    d = asyncio.create_task(giver(3))
    loop.call_later(0.2, b.cancel, "enough")
    await asyncio.sleep(0.15)
    loop.call_later(0.05, a.cancel)
    print(await asyncio.gather(a, b, c, d, return_exceptions=True))
    print(await asyncio.gather(*[child(n) for n in range(5)], *[two_deep(n) for n in range(4)]))
    queue = asyncio.Queue(2)
    print(await asyncio.gather(produce(queue), consume(queue)))
    try:
        async with asyncio.timeout(0.1):
            await asyncio.gather(sleeper("late", 0.1), sleeper("too late", 1))
    except TimeoutError:
        print("timeout")
    print(loop.time())


asyncio.run(main())
