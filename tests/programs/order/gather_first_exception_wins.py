"""Without return_exceptions the first exception comes out; the others run on."""
import asyncio


async def job(name, seconds, fail):
    await asyncio.sleep(seconds)
    print(name, "fails" if fail else "returns")
    if fail:
        raise ValueError(name)
    return name


async def main():
    try:
        await asyncio.gather(job("a", 3, False), job("b", 1, True), job("c", 2, False))
    except ValueError as error:
        print("caught", error, asyncio.get_running_loop().time())
    await asyncio.sleep(5)


asyncio.run(main())
