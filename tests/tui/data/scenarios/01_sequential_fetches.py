"""Three one-second fetches, one after the other.

Every function here is async, and yet nothing overlaps:
`await` means "go on when this is done", so the second
fetch is not even started before the first is back. Three
waits of one second make three seconds.
"""

import asyncio
import time


async def fetch(name):
    #: The wait hands control to the loop, which has
    #: nothing else to run.
    await asyncio.sleep(1)
    return f"body of {name}"


async def main():
    start = time.perf_counter()
    for name in ["alpha", "beta", "gamma"]:
        #: A plain await: main waits here for each one.
        page = await fetch(name)
        elapsed = time.perf_counter() - start
        print(f"{elapsed:.3f}  {page}")
    #: Three times one second, one after the other.
    print(f"took {time.perf_counter() - start:.3f} s")


if __name__ == "__main__":
    asyncio.run(main())
