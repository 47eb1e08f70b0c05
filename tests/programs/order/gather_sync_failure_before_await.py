"""A gathered task that fails before anybody awaits the gather."""
import asyncio


async def fail():
    raise ValueError("early")


async def main():
    group = asyncio.gather(fail(), asyncio.sleep(1))
    await asyncio.sleep(2)
    print("late", group.done())
    try:
        await group
    except ValueError as error:
        print(error)


asyncio.run(main())
