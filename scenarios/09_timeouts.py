"""Giving up in time: wait_for and timeout.

`wait_for` limits one awaitable, `timeout` a whole block.
Both cancel what is running inside when the time is up,
and turn that cancellation into a TimeoutError. What is
inside sees a CancelledError and can clean up.
"""

import asyncio
import time

START = time.perf_counter()


def log(text):
    print(f"{time.perf_counter() - START:.1f}  {text}")


async def slow_answer(seconds):
    try:
        await asyncio.sleep(seconds)
        return 42
    except asyncio.CancelledError:
        #: The time-out arrives as a cancellation.
        log("slow_answer: cancelled")
        raise


async def main():
    #: In time: the result comes through.
    log(await asyncio.wait_for(slow_answer(1), timeout=2))
    try:
        #: Too slow: cancelled after two seconds.
        await asyncio.wait_for(slow_answer(5), timeout=2)
    except TimeoutError:
        log("main: wait_for gave up")
    try:
        #: One deadline for everything in the block.
        async with asyncio.timeout(3) as limit:
            await slow_answer(2)
            log("main: first is back, one second is left")
            await slow_answer(2)
    except TimeoutError:
        log(f"main: timeout, expired: {limit.expired()}")


if __name__ == "__main__":
    asyncio.run(main())
