"""Computing holds the loop: inline, in threads, in processes?

A heartbeat should come every 10 ms while JOBS jobs compute.
Inline, nothing else runs until they are done. In threads,
bytecode gives the GIL to others every 5 ms, but one call of
C code, such as a sort, keeps it to its end; and two threads
are no faster than one. Processes compute in parallel, and
the loop goes on, for the price of starting them and of
copying arguments and results: one small job gets slower.
See main_processes, and main_warm once the pool is running.
"""

import asyncio
import concurrent.futures
import random
import time

__scenario__ = {
    "compare": ["main_inline", "main_threads"],
    "machine": {"cores": 2, "cost": "cpython311"},
}

JOB = "sort"  # or "loop": bytecode only
N = 10_000  # items to sort, or turns of the loop
JOBS = 4
WORKERS = 4


def sort_squares(data):
    #: Calling the key is bytecode; then comes one long C call.
    return sorted(data, key=lambda x: x ** 2)


def count(n):
    total = 0
    #: Each turn is a place where the GIL can change hands.
    for i in range(n):
        total += i
    return total


def make_job():
    if JOB == "loop":
        return count, N
    source = random.Random(7)
    return sort_squares, [source.randrange(10 * N) for _ in range(N)]


class Heartbeat:
    def __init__(self):
        self.delay = 0.0
        self.task = asyncio.create_task(self.beat())

    async def beat(self):
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.01)
            #: Late by as long as others held the thread or the GIL.
            late = time.perf_counter() - begun - 0.01
            self.delay = max(self.delay, late)


async def measure(name, run):
    heart = Heartbeat()
    await asyncio.sleep(0.029)
    heart.delay = 0.0
    begun = time.perf_counter()
    await run()
    elapsed = time.perf_counter() - begun
    await asyncio.sleep(0.015)
    heart.task.cancel()
    print(f"{name}: elapsed {elapsed * 1e3:.1f} ms,", end=" ")
    print(f"largest delay {heart.delay * 1e3:.1f} ms")


async def main_inline():
    function, argument = make_job()

    async def job():
        #: Nothing awaits in here, so nothing else can run.
        function(argument)

    async def run():
        await asyncio.gather(*(job() for _ in range(JOBS)))

    await measure("inline", run)


async def use_pool(name, pool, warm):
    function, argument = make_job()
    loop = asyncio.get_running_loop()

    async def run():
        jobs = []
        for _ in range(JOBS):
            #: The loop is free while the pool's worker computes.
            jobs.append(loop.run_in_executor(pool, function, argument))
        await asyncio.gather(*jobs)

    if warm:
        starts = []
        for _ in range(4):
            starts.append(loop.run_in_executor(pool, time.sleep, 0.05))
        await asyncio.gather(*starts)
    await measure(name, run)
    pool.shutdown()


async def main_threads():
    pool = concurrent.futures.ThreadPoolExecutor(WORKERS)
    await use_pool(f"{WORKERS} threads", pool, False)


async def main_processes():
    #: Its workers are started by the first job, in this thread.
    pool = concurrent.futures.ProcessPoolExecutor(4)
    await use_pool("4 processes, first use", pool, False)


async def main_warm():
    pool = concurrent.futures.ProcessPoolExecutor(4)
    await use_pool("4 processes, warm", pool, True)


if __name__ == "__main__":
    asyncio.run(main_inline())
    asyncio.run(main_threads())
