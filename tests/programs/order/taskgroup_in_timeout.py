"""A timeout around a group."""
import asyncio


async def child(n):
    try:
        await asyncio.sleep(n)
    finally:
        print("child", n, "ends", asyncio.get_running_loop().time())


async def main():
    try:
        async with asyncio.timeout(1):
            async with asyncio.TaskGroup() as group:
                group.create_task(child(0.5))
                group.create_task(child(5))
    except TimeoutError:
        print("TimeoutError at", asyncio.get_running_loop().time())


asyncio.run(main())
