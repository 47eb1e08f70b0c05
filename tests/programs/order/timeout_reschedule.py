"""reschedule moves the deadline, None removes it."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(1) as limit:
            await asyncio.sleep(0.5)
            limit.reschedule(loop.time() + 2)
            print("new deadline", limit.when())
            await asyncio.sleep(10)
    except TimeoutError:
        print("at", loop.time())
    async with asyncio.timeout(1) as limit:
        limit.reschedule(None)
        await asyncio.sleep(100)
        print("no deadline", limit.when())


asyncio.run(main())
