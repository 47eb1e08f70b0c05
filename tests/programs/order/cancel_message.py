"""cancel(msg) travels as the exception's argument."""
import asyncio


async def sleeper():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as error:
        print("args", error.args)
        raise


async def main():
    task = asyncio.create_task(sleeper())
    await asyncio.sleep(0)
    task.cancel("enough")
    try:
        await task
    except asyncio.CancelledError as error:
        print("main", error.args)


asyncio.run(main())
