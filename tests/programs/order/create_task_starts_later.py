"""create_task queues the first step; nothing of it runs before main suspends."""
import asyncio


async def child(name):
    print("child", name)


async def main():
    asyncio.create_task(child("a"))
    asyncio.create_task(child("b"))
    print("main created both")
    await asyncio.sleep(0)
    print("main resumed")


asyncio.run(main())
