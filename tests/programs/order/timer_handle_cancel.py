"""A cancelled timer never fires, and does not hold the clock up."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    handle = loop.call_later(100, print, "never")
    other = loop.call_later(1, print, "one second")
    handle.cancel()
    print(handle.cancelled(), other.cancelled())
    await asyncio.sleep(2)
    print(loop.time())


asyncio.run(main())
