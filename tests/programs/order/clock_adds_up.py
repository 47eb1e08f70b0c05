"""Ten sleeps of 0.1 s are one second, to the nanosecond."""
import asyncio
import time


async def main():
    start = time.perf_counter()
    for n in range(10):
        await asyncio.sleep(0.1)
        print(n, asyncio.get_running_loop().time())
    print(time.perf_counter() - start)


asyncio.run(main())
