"""Exceptions of tasks are kept until they are asked for, and raised each time."""
import asyncio


async def broken():
    raise ValueError("kept")


async def main():
    task = asyncio.create_task(broken())
    for _ in range(2):
        try:
            await task
        except ValueError as error:
            print("raised", error, error is task.exception())


asyncio.run(main())
