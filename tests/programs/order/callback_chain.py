"""Callbacks that schedule each other run one to an iteration."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    log = []
    done = loop.create_future()

    def step(n):
        log.append(n)
        if n == 0:
            done.set_result("landed")
        else:
            loop.call_soon(step, n - 1)

    loop.call_soon(step, 5)
    count = 0
    while not done.done():
        count += 1
        await asyncio.sleep(0)
    print(log, count, await done)


asyncio.run(main())
