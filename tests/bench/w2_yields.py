"""W2: coroutines that let the others run, in turn, with sleep(0).

W2a and W2b are this script with other numbers.  An operation is a step."""
import asyncio

COROUTINES = 2
STEPS = 500000

done = 0


async def worker():
    global done
    for _ in range(STEPS):
        await asyncio.sleep(0)
        done += 1


async def main():
    await asyncio.gather(*[worker() for _ in range(COROUTINES)])
    print(done)


asyncio.run(main())
