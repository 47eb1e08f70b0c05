"""Measuring as programs do."""
import asyncio
import time


async def main():
    start = time.perf_counter()
    await asyncio.sleep(0.123)
    elapsed = time.perf_counter() - start
    print(f"{elapsed:.3f} {elapsed * 1000:.1f} ms {round(elapsed, 2)}")
    start = time.time()
    time.sleep(1)
    print(f"{time.time() - start:.2f}")
    begin = time.monotonic()
    await asyncio.gather(asyncio.sleep(0.1), asyncio.sleep(0.2))
    print(f"{time.monotonic() - begin:.1f}")


asyncio.run(main())
