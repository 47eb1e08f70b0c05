"""A child that is cancelled by itself does not end the group."""
import asyncio


async def child(name):
    await asyncio.sleep(2)
    print(name, "done")


async def main():
    async with asyncio.TaskGroup() as group:
        victim = group.create_task(child("victim"))
        group.create_task(child("other"))
        await asyncio.sleep(1)
        victim.cancel()
    print("over", victim.cancelled())


asyncio.run(main())
