"""An exception out of main arrives after the leftovers were cancelled."""
import asyncio


async def left():
    try:
        await asyncio.sleep(100)
    finally:
        print("left: finally")


async def main():
    asyncio.create_task(left())
    await asyncio.sleep(0)
    raise ValueError("main broke")


try:
    asyncio.run(main())
except ValueError as error:
    print("caught", error)
