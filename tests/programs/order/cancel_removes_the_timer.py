"""After a cancelled sleep its timer does not fire: the clock stays."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    for n in range(150):
        task = asyncio.create_task(asyncio.sleep(1000 + n))
        await asyncio.sleep(0)
        task.cancel()
    await asyncio.sleep(0.5)
    print(loop.time())
    loop.call_later(1, print, "still works")
    await asyncio.sleep(2)
    print(loop.time())


asyncio.run(main())
