"""Failures come out of as_completed where they belong."""
import asyncio


async def job(n):
    await asyncio.sleep(n / 10)
    if n % 2:
        raise ValueError(n)
    return n


async def main():
    tasks = [asyncio.create_task(job(n)) for n in (4, 1, 3, 2)]
    for each in asyncio.as_completed(tasks):
        try:
            print("value", await each)
        except ValueError as error:
            print("error", error)


asyncio.run(main())
