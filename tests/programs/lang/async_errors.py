"""Awaiting and iterating what cannot be."""
import asyncio


async def main():
    try:
        await 5
    except TypeError as error:
        print(error)
    try:
        async for n in [1]:
            pass
    except TypeError as error:
        print(error)
    try:
        async with 5:
            pass
    except TypeError as error:
        print(error)
    coroutine = asyncio.sleep(0, "once")
    print(await coroutine)
    try:
        await coroutine
    except RuntimeError as error:
        print(error)


asyncio.run(main())
