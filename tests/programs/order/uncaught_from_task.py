"""An exception of an awaited task ends the program as its own."""
import asyncio


async def job():
    await asyncio.sleep(1)
    raise ConnectionResetError("peer went away")


async def main():
    task = asyncio.create_task(job())
    print("waiting")
    await task


asyncio.run(main())
