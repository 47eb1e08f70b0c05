"""wait_for cancels what is too slow and raises TimeoutError."""
import asyncio


async def slow():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("slow: cancelled at", asyncio.get_running_loop().time())
        raise


async def main():
    try:
        await asyncio.wait_for(slow(), 1.5)
    except TimeoutError as error:
        print("timed out", repr(error), type(error) is asyncio.TimeoutError)


asyncio.run(main())
