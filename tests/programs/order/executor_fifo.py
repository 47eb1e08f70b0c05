"""Jobs start in the order of submission when a worker is free."""
import asyncio
import time
from concurrent.futures import ThreadPoolExecutor


def job(name, seconds):
    print(f"{time.monotonic():.1f} start {name}")
    time.sleep(seconds)
    print(f"{time.monotonic():.1f} end {name}")
    return name


async def main():
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=2) as pool:
        futures = [loop.run_in_executor(pool, job, name, seconds) for name, seconds in [("a", 0.5), ("b", 0.2), ("c", 0.4), ("d", 0.1)]]
        for done in asyncio.as_completed(futures):
            print("result", await done, f"{loop.time():.1f}")


asyncio.run(main())
