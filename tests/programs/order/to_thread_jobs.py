"""to_thread and run_in_executor: jobs that sleep occupy their worker."""
import asyncio
import time
from concurrent.futures import ThreadPoolExecutor


def job(name, seconds):
    time.sleep(seconds)
    return f"{name} at {time.monotonic()}"


async def ticker():
    for _ in range(3):
        await asyncio.sleep(0.4)
        print("tick", time.monotonic())


async def main():
    loop = asyncio.get_running_loop()
    ticking = asyncio.create_task(ticker())
    print(await asyncio.to_thread(job, "thread", 1))
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = await asyncio.gather(*[loop.run_in_executor(pool, job, n, 1) for n in range(5)])
    print(results)
    await ticking
    try:
        await asyncio.to_thread(int, "x")
    except ValueError as error:
        print(error)


asyncio.run(main())
