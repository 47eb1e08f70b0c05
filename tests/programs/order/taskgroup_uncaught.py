"""An ExceptionGroup that nobody catches ends the program with status 1."""
import asyncio


async def failing():
    raise ValueError("inside")


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(failing())
    print("never")


asyncio.run(main())
