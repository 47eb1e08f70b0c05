"""A timeout around a gather cancels every child."""
import asyncio


async def child(n):
    try:
        await asyncio.sleep(n)
        print("child", n, "done")
    except asyncio.CancelledError:
        print("child", n, "cancelled")
        raise


async def main():
    try:
        async with asyncio.timeout(1.5):
            await asyncio.gather(child(1), child(2), child(3))
    except TimeoutError as error:
        print(repr(error), type(error.__cause__).__name__ in ("NoneType", "CancelledError"))


asyncio.run(main())
