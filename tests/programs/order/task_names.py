"""Task-N counts up in the order of creation, the main task included."""
import asyncio


async def child():
    return asyncio.current_task().get_name()


async def main():
    print(asyncio.current_task().get_name())
    print(await asyncio.create_task(child()))
    print(await asyncio.create_task(child(), name="special"))
    print(await asyncio.gather(child(), child()))
    task = asyncio.create_task(child())
    task.set_name("renamed")
    print(task.get_name(), await task)
    print(await child())


asyncio.run(main())
