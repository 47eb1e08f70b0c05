"""Everyone waits for an event that nobody sets: the run can never go on."""
import asyncio


async def waiter(name, event):
    print(name, "waits")
    await event.wait()
    print("never")


async def main():
    event = asyncio.Event()
    await asyncio.gather(waiter("a", event), waiter("b", event))


asyncio.run(main())
