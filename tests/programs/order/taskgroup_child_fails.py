"""A failing child cancels its siblings; the failures come as an ExceptionGroup."""
import asyncio


async def child(name):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print(name, "cancelled at", asyncio.get_running_loop().time())
        raise


async def failing():
    await asyncio.sleep(1)
    raise ValueError("broken")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(child("sibling"))
            group.create_task(failing())
    except ExceptionGroup as error:
        print(error)
        print(error.message, error.exceptions)


asyncio.run(main())
