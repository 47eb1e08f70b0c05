"""Threads without a GIL: they compute in parallel at last.

The same four jobs on the same four cores, on a build of
Python without the GIL: the threads share the cores, and
the heartbeat keeps its time. Say --set machine.gil=True
for the usual build, where three of the cores are idle.
"""

import asyncio
import time

__scenario__ = {
    "compare": ["main_one", "main_four"],
    "machine": {"cores": 4, "cost": "cpython311", "gil": False},
}

TURNS = 60


def add_up(turns):
    total = 0
    for _ in range(turns):
        #: With a GIL nobody else computes meanwhile.
        total += sum(range(20_000))
    return total


async def beat(delays):
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(0.01)
        delays.append(time.perf_counter() - begun - 0.01)


async def measure(jobs):
    delays = [0.0]
    heart = asyncio.create_task(beat(delays))
    begun = time.perf_counter()
    #: A thread for each; without a GIL each gets a core, too.
    threads = [asyncio.to_thread(add_up, TURNS) for _ in range(jobs)]
    await asyncio.gather(*threads)
    elapsed = time.perf_counter() - begun
    heart.cancel()
    print(f"{jobs} jobs: elapsed {elapsed * 1e3:.1f} ms,", end=" ")
    print(f"largest delay {max(delays) * 1e3:.1f} ms")


async def main_one():
    await measure(1)


async def main_four():
    #: With a GIL this takes four times as long as one.
    await measure(4)


if __name__ == "__main__":
    asyncio.run(main_one())
    asyncio.run(main_four())
