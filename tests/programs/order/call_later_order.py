"""call_later callbacks by deadline, ties in the order of arming."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    log = []
    loop.call_later(0.2, log.append, "0.2 first")
    loop.call_later(0.1, log.append, "0.1")
    loop.call_later(0.2, log.append, "0.2 second")
    loop.call_later(0, log.append, "0")
    loop.call_later(-1, log.append, "-1")
    await asyncio.sleep(0.25)
    print(log)


asyncio.run(main())
