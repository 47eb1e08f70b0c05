"""A failing child interrupts the body where it waits."""
import asyncio


async def failing():
    await asyncio.sleep(1)
    raise ValueError("child")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(failing())
            try:
                await asyncio.sleep(10)
                print("never")
            except asyncio.CancelledError:
                print("body cancelled at", asyncio.get_running_loop().time())
                raise
    except ExceptionGroup as error:
        print(error.exceptions)
    print("main goes on, cancelling:", asyncio.current_task().cancelling())


asyncio.run(main())
