"""Sleeps, for the comparison with reality."""
import asyncio
import time

__scenario__ = {"machine": {"cores": 2, "cost": "cpython311"}}


async def block():
    time.sleep(0.2)


async def timed(awaitable):
    begun = time.perf_counter()
    await awaitable
    print(f"elapsed {time.perf_counter() - begun:.6f} s")


async def blocking():
    await timed(asyncio.gather(block(), block(), block()))


async def thrice():
    for _ in range(3):
        await asyncio.sleep(1)


async def in_a_row():
    await timed(thrice())


async def gathered():
    await timed(asyncio.gather(*(asyncio.sleep(1) for _ in range(3))))
