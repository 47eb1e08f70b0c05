"""The same three downloads, blocking and gathered.

The blocking version holds the thread while it waits:
three seconds. The gathered version waits for all three
at once: one second. The work is the same; only the
waiting overlaps.
"""

import asyncio
import time

__scenario__ = {"compare": ["main_sync", "main_async"]}

NAMES = ["alpha", "beta", "gamma"]


def download_blocking(name):
    #: Blocks the whole thread for a second.
    time.sleep(1)
    print(f"{name} done")


async def download(name):
    #: Gives the loop back while it waits.
    await asyncio.sleep(1)
    print(f"{name} done")


def main_sync():
    start = time.perf_counter()
    for name in NAMES:
        #: The next download starts when this one is done.
        download_blocking(name)
    print(f"blocking: {time.perf_counter() - start:.3f} s")


async def main_async():
    start = time.perf_counter()
    #: All three wait at the same time.
    await asyncio.gather(*[download(name) for name in NAMES])
    print(f"gathered: {time.perf_counter() - start:.3f} s")


if __name__ == "__main__":
    main_sync()
    asyncio.run(main_async())
