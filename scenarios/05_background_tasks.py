"""Tasks in the background, and when they really start.

`create_task` puts a task's first step into the ready
queue and returns at once: not a line of the task has run
yet. It starts when the running code next gives control
to the loop. From then on the tasks overlap with main's
own work.
"""

import asyncio
import time

START = time.perf_counter()


def log(text):
    print(f"{time.perf_counter() - START:.3f}  {text}")


async def brew(what, seconds):
    log(f"{what}: started")
    await asyncio.sleep(seconds)
    log(f"{what}: ready")
    return what


async def main():
    log("main: ordering")
    #: Queued, not started.
    tea = asyncio.create_task(brew("tea", 3))
    coffee = asyncio.create_task(brew("coffee", 1))
    log("main: both ordered, none started")
    #: Here main suspends, and both tasks take a step.
    await asyncio.sleep(0)
    log("main: setting the table")
    #: Main waits too, and all three waits overlap.
    await asyncio.sleep(2)
    log("main: table is set")
    #: Coffee is done already: no waiting here.
    log(f"main: has {await coffee}")
    log(f"main: has {await tea}")


if __name__ == "__main__":
    asyncio.run(main())
