"""cancelling() counts requests, uncancel() takes them back."""
import asyncio


async def patient():
    me = asyncio.current_task()
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("cancelling", me.cancelling())
        print("uncancel", me.uncancel())
        print("uncancel", me.uncancel())
        print("uncancel", me.uncancel())
    await asyncio.sleep(1)
    return "recovered"


async def main():
    task = asyncio.create_task(patient())
    await asyncio.sleep(1)
    task.cancel()
    task.cancel()
    print(await task)


asyncio.run(main())
