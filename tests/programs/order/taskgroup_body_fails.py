"""An exception in the body cancels the children too."""
import asyncio


async def child():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("child cancelled")
        raise


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(child())
            await asyncio.sleep(1)
            raise RuntimeError("body")
    except ExceptionGroup as error:
        print(error, error.exceptions)


asyncio.run(main())
