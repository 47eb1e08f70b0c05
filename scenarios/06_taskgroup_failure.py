"""A group whose child fails cancels the other children.

A TaskGroup owns its tasks. When one fails, the group
cancels its siblings, waits until each has cleaned up, and
only then raises all the failures together, as an
ExceptionGroup, which `except*` takes apart.
"""

import asyncio


async def worker(name, seconds):
    try:
        await asyncio.sleep(seconds)
        print(f"{name}: done")
    except asyncio.CancelledError:
        #: The group's cancellation arrives at the await.
        print(f"{name}: cancelled, cleaning up")
        await asyncio.sleep(0.5)
        print(f"{name}: clean")
        #: Pass it on, so that the task counts as cancelled.
        raise


async def failing(seconds):
    await asyncio.sleep(seconds)
    #: The group learns of it when this task is done.
    raise RuntimeError("no more disk")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(worker("quick", 1))
            group.create_task(failing(2))
            group.create_task(worker("slow", 10))
            #: Leaving the block waits for all children.
            print("main: all started")
    except* RuntimeError as group_error:
        #: Reached after the last child has ended.
        for error in group_error.exceptions:
            print(f"main: caught {error!r}")
    print("main: the group is over")


if __name__ == "__main__":
    asyncio.run(main())
