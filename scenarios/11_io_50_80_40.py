"""Waits of 50, 80 and 40 ms: 170 in a row, 80 at once.

One after the other, waits add up. At once, they do not:
the total is the longest of them, and the other two come
for free. What is gathered costs its maximum, not its sum.
"""

import asyncio
import time

__scenario__ = {"compare": ["main_in_a_row", "main_at_once"]}

WAITS = {"database": 0.050, "service": 0.080, "cache": 0.040}


async def ask(name):
    await asyncio.sleep(WAITS[name])
    print(f"{name} answered")


def report(start):
    print(f"{(time.perf_counter() - start) * 1000:.0f} ms")


async def main_in_a_row():
    start = time.perf_counter()
    for name in WAITS:
        #: Each wait begins where the last one ended.
        await ask(name)
    report(start)


async def main_at_once():
    start = time.perf_counter()
    #: All waits begin now; the longest one decides.
    await asyncio.gather(*[ask(name) for name in WAITS])
    report(start)


if __name__ == "__main__":
    asyncio.run(main_in_a_row())
    asyncio.run(main_at_once())
