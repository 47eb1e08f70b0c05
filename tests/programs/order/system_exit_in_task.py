"""sys.exit in a task leaves the loop at once."""
import asyncio
import sys


async def leaver():
    await asyncio.sleep(1)
    print("leaving")
    sys.exit(5)


async def main():
    task = asyncio.create_task(leaver())
    await asyncio.sleep(10)
    print("never")


asyncio.run(main())
