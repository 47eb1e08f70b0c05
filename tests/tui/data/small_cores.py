"""Two threads share the GIL while the loop wants a turn, too: recorded as small_cores.json."""
import asyncio

__scenario__ = {"machine": {"cores": 2, "cost": "cpython311"}}


def count(n):
    total = 0
    for i in range(n):
        total += i
    return total


async def main():
    jobs = [asyncio.to_thread(count, n) for n in (20, 40)]
    print(await asyncio.gather(*jobs))


asyncio.run(main())
