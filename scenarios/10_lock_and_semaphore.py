"""One at a time with a Lock, two with a Semaphore.

Four tasks want the same thing. A lock lets one in and
queues the others, first come, first served. A semaphore
of two lets two in. With one second of work each, that
is four seconds against two.
"""

import asyncio
import time

__scenario__ = {"compare": ["main_lock", "main_semaphore"]}


async def visitor(name, gate, start):
    #: Waits in line until somebody leaves.
    async with gate:
        log(start, f"{name} enters")
        await asyncio.sleep(1)
        #: Leaving wakes the first one in line.
        log(start, f"{name} leaves")


def log(start, text):
    print(f"{time.perf_counter() - start:.1f}  {text}")


async def visit(gate):
    start = time.perf_counter()
    names = ["ann", "bob", "cem", "dee"]
    await asyncio.gather(
        *[visitor(name, gate, start) for name in names]
    )
    log(start, "all have left")


async def main_lock():
    #: Room for one.
    await visit(asyncio.Lock())


async def main_semaphore():
    #: Room for two.
    await visit(asyncio.Semaphore(2))


if __name__ == "__main__":
    asyncio.run(main_lock())
    asyncio.run(main_semaphore())
