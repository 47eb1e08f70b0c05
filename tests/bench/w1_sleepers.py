"""W1: many coroutines, each of which sleeps several times, for pseudo-random lengths.

W1a, W1b and W1c are this script with other numbers.  An operation is a wake-up."""
import asyncio

COROUTINES = 1000
SLEEPS = 1000

woken = 0


async def sleeper(x):
    global woken
    for _ in range(SLEEPS):
        x = x * 16807 % 2147483647
        await asyncio.sleep(x % 1000000 / 1000000)
        woken += 1


async def main():
    tasks = [asyncio.create_task(sleeper(n)) for n in range(1, COROUTINES + 1)]
    for task in tasks:
        await task
    print(woken)


asyncio.run(main())
