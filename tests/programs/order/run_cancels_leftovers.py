"""At the end of asyncio.run the tasks that are left are cancelled and awaited."""
import asyncio


async def left(name):
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        print("cancelled", name)
        await asyncio.sleep(1)
        print("cleaned", name, asyncio.get_running_loop().time())
        raise


async def main():
    task = asyncio.create_task(left("one"))
    await asyncio.sleep(0)
    print("main returns")
    return task


task = asyncio.run(main())
print(task.cancelled())
