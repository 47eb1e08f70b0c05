"""wait_for hands the result or the exception through."""
import asyncio


async def job(seconds, fail=False):
    await asyncio.sleep(seconds)
    if fail:
        raise ValueError("job failed")
    return "result"


async def main():
    print(await asyncio.wait_for(job(1), 2))
    try:
        await asyncio.wait_for(job(1, fail=True), 2)
    except ValueError as error:
        print(repr(error))
    print(asyncio.get_running_loop().time())


asyncio.run(main())
