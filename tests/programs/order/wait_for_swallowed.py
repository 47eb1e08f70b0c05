"""What returns a value although it was timed out."""
import asyncio


async def stubborn():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        return "late value"


async def main():
    try:
        print(await asyncio.wait_for(stubborn(), 1))
    except TimeoutError:
        print("timed out")


asyncio.run(main())
