"""Handles know when, and whether they are cancelled."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    await asyncio.sleep(1)
    timer = loop.call_later(2.5, print, "timer")
    at = loop.call_at(7, print, "at")
    soon = loop.call_soon(print, "soon")
    print(timer.when(), at.when(), soon.cancelled())
    soon.cancel()
    soon.cancel()
    at.cancel()
    print(soon.cancelled(), at.cancelled(), timer.cancelled())
    await asyncio.sleep(3)
    timer.cancel()
    print(timer.cancelled(), loop.time())


asyncio.run(main())
