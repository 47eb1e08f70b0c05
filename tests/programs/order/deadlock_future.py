"""A future that nobody sets, after some work."""
import asyncio


async def main():
    await asyncio.sleep(1)
    print("going to wait for ever")
    try:
        await asyncio.get_running_loop().create_future()
    finally:
        print("not printed")


asyncio.run(main())
