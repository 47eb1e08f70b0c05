"""A task group that has raised its errors no longer holds them."""
import asyncio


async def fail(number):
    raise ValueError(number)


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail(1))
            group.create_task(fail(2))
    except ExceptionGroup as error:
        print(repr(error))
    print(group)


asyncio.run(main())
