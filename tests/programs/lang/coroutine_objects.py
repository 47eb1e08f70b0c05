"""A coroutine function's call makes an object and runs nothing."""
import asyncio


async def job(n):
    print("runs", n)
    return n


async def main():
    coroutine = job(1)
    print(type(coroutine).__name__, coroutine.__name__)
    print("not yet")
    print(await coroutine)
    jobs = [job(n) for n in (2, 3)]
    for each in reversed(jobs):
        print(await each)


asyncio.run(main())
