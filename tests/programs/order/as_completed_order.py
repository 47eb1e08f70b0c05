"""as_completed yields in the order of completion."""
import asyncio


async def job(n):
    await asyncio.sleep(n)
    return n


async def main():
    for next_done in asyncio.as_completed([job(3), job(1), job(2), job(1)]):
        print(await next_done, asyncio.get_running_loop().time())
    try:
        for next_done in asyncio.as_completed([job(1), job(5)], timeout=2):
            print(await next_done)
    except TimeoutError:
        print("timed out", asyncio.get_running_loop().time())


asyncio.run(main())
