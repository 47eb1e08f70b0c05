"""A cancelled waiter leaves the event alone."""
import asyncio


async def waiter(n, event):
    await event.wait()
    print("woken", n)


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waiter(n, event)) for n in range(3)]
    await asyncio.sleep(1)
    tasks[1].cancel()
    event.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    print([task.cancelled() for task in tasks])


asyncio.run(main())
