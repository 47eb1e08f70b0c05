"""A coroutine that somebody awaits already, or that runs, cannot be awaited by another."""
import asyncio


async def inner(box):
    try:
        await box[0]
    except (RuntimeError, ValueError) as error:
        print(type(error).__name__, error)


async def outer(box):
    await inner(box)


async def sleeper():
    await asyncio.sleep(1)
    return "slept"


async def passes_on():
    return await sleeper()


async def main():
    for function in (inner, outer):
        box = []
        coro = function(box)
        box.append(coro)
        await coro
    for function in (sleeper, passes_on):
        coro = function()
        task = asyncio.create_task(coro)
        await asyncio.sleep(0)
        for _ in range(2):
            try:
                print(await coro)
            except RuntimeError as error:
                print(error)
            print(await task)


asyncio.run(main())
