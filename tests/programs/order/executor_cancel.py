"""Cancelling the await of a thread job: the job runs on."""
import asyncio
import time


def job():
    time.sleep(2)
    print("job done", time.monotonic())


async def main():
    task = asyncio.create_task(asyncio.to_thread(job))
    await asyncio.sleep(1)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("await cancelled", time.monotonic())
    await asyncio.sleep(2)
    print("main", time.monotonic())


asyncio.run(main())
