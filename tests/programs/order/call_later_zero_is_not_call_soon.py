"""call_later(0) passes through the timer heap, call_soon does not."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    log = []
    loop.call_later(0, log.append, "later")
    loop.call_soon(log.append, "soon")
    await asyncio.sleep(0)
    print(log)
    await asyncio.sleep(0)
    print(log)


asyncio.run(main())
