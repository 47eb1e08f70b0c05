"""wait_for waits until the cancelled task has cleaned up."""
import asyncio


async def slow():
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(2)
        print("cleaned up")


async def main():
    try:
        await asyncio.wait_for(slow(), 1)
    except TimeoutError:
        print("timed out at", asyncio.get_running_loop().time())


asyncio.run(main())
