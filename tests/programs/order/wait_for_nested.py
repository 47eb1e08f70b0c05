"""The shorter of two nested limits decides."""
import asyncio


async def slow():
    await asyncio.sleep(10)


async def inner(limit):
    try:
        await asyncio.wait_for(slow(), limit)
    except TimeoutError:
        print("inner limit", asyncio.get_running_loop().time())
        return "handled inside"


async def main():
    for inside, outside in ((1, 2), (2, 1), (1, 1)):
        try:
            print(await asyncio.wait_for(inner(inside), outside))
        except TimeoutError:
            print("outer limit", asyncio.get_running_loop().time())


asyncio.run(main())
