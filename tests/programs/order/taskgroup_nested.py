"""A group in a group: the failure of the inner reaches the outer as a group."""
import asyncio


async def failing():
    await asyncio.sleep(1)
    raise OSError("disk")


async def patient():
    try:
        await asyncio.sleep(10)
    finally:
        print("patient ends", asyncio.get_running_loop().time())


async def main():
    try:
        async with asyncio.TaskGroup() as outer:
            outer.create_task(patient())
            async with asyncio.TaskGroup() as inner:
                inner.create_task(failing())
    except ExceptionGroup as error:
        print(repr(error))


asyncio.run(main())
