"""A timeout is entered once, and only in a task."""
import asyncio


async def main():
    limit = asyncio.timeout(1)
    print(limit.when())
    async with limit:
        print(limit.when(), limit.expired())
    try:
        limit.reschedule(5)
    except RuntimeError as error:
        print(error)


asyncio.run(main())
