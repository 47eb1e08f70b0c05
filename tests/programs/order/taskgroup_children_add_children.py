"""A child may add to the group while the group waits."""
import asyncio


async def leaf(n):
    await asyncio.sleep(1)
    print("leaf", n, asyncio.get_running_loop().time())


async def branch(group):
    await asyncio.sleep(1)
    for n in range(2):
        group.create_task(leaf(n))
    print("branch ends")


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(branch(group), name="branch")
    print("over", asyncio.get_running_loop().time())


asyncio.run(main())
