"""Timers that became due are queued behind what is ready already."""
import asyncio
import time


async def main():
    loop = asyncio.get_running_loop()
    log = []
    loop.call_later(0.1, log.append, "timer 0.1")
    loop.call_later(0.05, log.append, "timer 0.05")
    time.sleep(0.5)
    loop.call_soon(log.append, "soon")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(log)


asyncio.run(main())
