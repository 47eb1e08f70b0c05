"""A child that fails while the body does not wait: the body runs to its next await."""
import asyncio


async def failing():
    raise ValueError("at once")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(failing())
            await asyncio.sleep(0)
            print("the child has failed by now")
            group.create_task(asyncio.sleep(1))
            try:
                await asyncio.sleep(0)
                print("never")
            finally:
                print("body interrupted")
    except* ValueError as error:
        print(error.exceptions)


asyncio.run(main())
