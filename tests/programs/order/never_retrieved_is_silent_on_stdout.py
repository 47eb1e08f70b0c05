"""A task whose exception nobody retrieves does not end the program."""
import asyncio


async def failing():
    raise ValueError("unseen")


async def main():
    asyncio.create_task(failing())
    await asyncio.sleep(1)
    print("main ends well")


asyncio.run(main())
