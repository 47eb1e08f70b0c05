"""One blocking call freezes everything else in the loop.

A heartbeat should come every half second. While
`time.sleep` holds the thread, the loop cannot run
anything: beats are late, and no error says so. Awaiting
`asyncio.sleep` instead keeps the heart beating.
"""

import asyncio
import time

__scenario__ = {"compare": ["main_frozen", "main_fixed"]}


async def heartbeat():
    last = time.monotonic()
    for beat in range(1, 7):
        await asyncio.sleep(0.5)
        now = time.monotonic()
        #: Late if the loop was busy when the timer was due.
        late = "  LATE" if now - last > 0.6 else ""
        print(f"beat {beat} after {now - last:.1f} s{late}")
        last = now


async def report_blocking():
    await asyncio.sleep(0.7)
    print("report: computing ...")
    #: Holds the thread: no other task can take a step.
    time.sleep(2)
    print("report: done")


async def report_waiting():
    await asyncio.sleep(0.7)
    print("report: computing ...")
    #: Suspends this task only.
    await asyncio.sleep(2)
    print("report: done")


async def main_frozen():
    await asyncio.gather(heartbeat(), report_blocking())


async def main_fixed():
    await asyncio.gather(heartbeat(), report_waiting())


if __name__ == "__main__":
    asyncio.run(main_frozen())
    print("--- and now without blocking ---")
    asyncio.run(main_fixed())
