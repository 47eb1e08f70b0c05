"""BoundedSemaphore refuses to be released too often."""
import asyncio


async def main():
    gate = asyncio.BoundedSemaphore(1)
    async with gate:
        print(gate.locked())
    try:
        gate.release()
    except ValueError as error:
        print(error)


asyncio.run(main())
