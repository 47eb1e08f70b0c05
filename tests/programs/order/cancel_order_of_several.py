"""Tasks cancelled one after the other end in this order."""
import asyncio


async def worker(n):
    try:
        await asyncio.sleep(10 - n)
    except asyncio.CancelledError:
        print("end", n)
        raise


async def main():
    tasks = [asyncio.create_task(worker(n)) for n in range(5)]
    await asyncio.sleep(1)
    for n in (3, 0, 4, 1, 2):
        tasks[n].cancel()
    print("all requested")
    await asyncio.gather(*tasks, return_exceptions=True)


asyncio.run(main())
