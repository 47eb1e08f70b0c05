"""Iterations that shield and wait take."""
import asyncio


async def ticker(log):
    while True:
        log.append(1)
        await asyncio.sleep(0)


async def nothing():
    return 1


async def main():
    log = []
    ticking = asyncio.create_task(ticker(log))
    await asyncio.sleep(0)
    log.clear()
    await asyncio.shield(nothing())
    print("shield", len(log))
    log.clear()
    await asyncio.wait([asyncio.create_task(nothing())])
    print("wait", len(log))
    log.clear()
    for each in asyncio.as_completed([nothing()]):
        await each
    print("as_completed", len(log))
    log.clear()
    await asyncio.to_thread(len, "x")
    print("to_thread runs", len(log) > 0)
    ticking.cancel()


asyncio.run(main())
