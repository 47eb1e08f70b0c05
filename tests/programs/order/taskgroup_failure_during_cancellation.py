"""A sibling that raises while it is cancelled adds its exception."""
import asyncio


async def stubborn():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        await asyncio.sleep(1)
        raise KeyError("late failure")


async def failing():
    await asyncio.sleep(1)
    raise ValueError("first failure")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(stubborn())
            group.create_task(failing())
    except BaseExceptionGroup as error:
        print(type(error).__name__, [repr(each) for each in error.exceptions], asyncio.get_running_loop().time())


asyncio.run(main())
