"""Only the first of two exceptions reaches the awaiter."""
import asyncio


async def fail(name, seconds):
    await asyncio.sleep(seconds)
    print("raising", name)
    raise RuntimeError(name)


async def main():
    tasks = [asyncio.create_task(fail("x", 0.2)), asyncio.create_task(fail("y", 0.1))]
    try:
        await asyncio.gather(*tasks)
    except RuntimeError as error:
        print("caught", error)
    await asyncio.sleep(1)
    print(repr(tasks[0].exception()), repr(tasks[1].exception()))


asyncio.run(main())
