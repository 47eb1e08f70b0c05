"""Another exception passes through a timeout unchanged."""
import asyncio


async def main():
    try:
        async with asyncio.timeout(1):
            raise KeyError("k")
    except KeyError as error:
        print(repr(error))
    await asyncio.sleep(5)
    print("no late cancellation")


asyncio.run(main())
