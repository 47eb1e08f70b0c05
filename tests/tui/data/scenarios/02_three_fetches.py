"""Three fetches at once, gathered.

`gather` starts all three before it waits for any. While
they wait, the loop is free, so the waits overlap: the
whole takes as long as the longest one. The answers come
in the order of the deadlines, and the results in the
order of the arguments.
"""

import asyncio
import time


async def fetch(name, seconds):
    #: Suspends this task until its timer fires.
    await asyncio.sleep(seconds)
    print(f"{name} has arrived")
    return f"body of {name}"


async def main():
    start = time.perf_counter()
    #: Makes a task of each coroutine, then waits for all.
    pages = await asyncio.gather(
        fetch("alpha", 1.0),
        fetch("beta", 0.5),
        fetch("gamma", 0.25),
    )
    #: Results stand in the order of the arguments.
    print(pages)
    print(f"took {time.perf_counter() - start:.3f} s")


if __name__ == "__main__":
    asyncio.run(main())
