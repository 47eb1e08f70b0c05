"""A hundred waits at once: tasks or threads?

Waiting needs no processor, so both overlap. But a thread
has to be started, woken and switched to, which a task does
for a tenth of the price: watch the CPU time grow with N.
"""

import asyncio
import threading
import time

__scenario__ = {
    "compare": ["main_tasks", "main_threads"],
    "machine": {"cores": 2, "cost": "cpython311"},
}

N = 100
WAIT = 0.1


def show(name, begun, cpu):
    elapsed = time.perf_counter() - begun
    cpu = time.process_time() - cpu
    print(f"{name}: elapsed {elapsed:.3f} s, CPU {cpu * 1e3:.1f} ms")


async def main_tasks():
    begun, cpu = time.perf_counter(), time.process_time()
    #: One thread holds them all; the poll waits for the first.
    await asyncio.gather(*(asyncio.sleep(WAIT) for _ in range(N)))
    show("tasks", begun, cpu)


def main_threads():
    begun, cpu = time.perf_counter(), time.process_time()
    threads = []
    for _ in range(N):
        #: Each blocks in a thread of its own.
        thread = threading.Thread(target=time.sleep, args=(WAIT,))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    show("threads", begun, cpu)


if __name__ == "__main__":
    asyncio.run(main_tasks())
    main_threads()
