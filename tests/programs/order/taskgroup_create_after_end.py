"""A group that is over takes no tasks."""
import asyncio


async def child():
    pass


async def main():
    async with asyncio.TaskGroup() as group:
        pass
    coroutine = child()
    try:
        group.create_task(coroutine)
    except RuntimeError as error:
        print("RuntimeError", str(error).endswith("is finished"))
    coroutine.close()


asyncio.run(main())
