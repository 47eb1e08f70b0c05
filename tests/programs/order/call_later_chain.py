"""A periodic callback made of call_later."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()

    def tick(n):
        print("tick", n, loop.time())
        if n:
            loop.call_later(0.5, tick, n - 1)

    tick(3)
    await asyncio.sleep(1.25)
    print("main", loop.time())
    await asyncio.sleep(1)


asyncio.run(main())
