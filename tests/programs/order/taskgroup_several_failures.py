"""Failures stand in the group in the order in which they came."""
import asyncio


async def failing(error, seconds):
    await asyncio.sleep(seconds)
    raise error


async def clumsy():
    try:
        await asyncio.sleep(100)
    finally:
        raise KeyError("while cleaning up")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(clumsy())
            group.create_task(failing(ValueError("one"), 1))
            group.create_task(failing(TypeError("other"), 1))
    except* ValueError as error:
        print("values", error.exceptions)
    except* (KeyError, TypeError) as error:
        print("others", error.exceptions)
    print("over")


asyncio.run(main())
