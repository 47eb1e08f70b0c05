"""Retries with growing pauses."""
import asyncio


async def flaky(attempts):
    attempts.append(1)
    await asyncio.sleep(0.1)
    if len(attempts) < 4:
        raise ConnectionError(f"attempt {len(attempts)}")
    return "connected"


async def retry(times):
    pause, attempts = 0.5, []
    for n in range(times):
        try:
            return await flaky(attempts)
        except ConnectionError as error:
            print(f"{asyncio.get_running_loop().time():.1f} {error}, waiting {pause}")
            await asyncio.sleep(pause)
            pause *= 2
    raise RuntimeError("gave up")


async def main():
    print(await retry(5))
    try:
        await retry(2)
    except RuntimeError as error:
        print(error, round(asyncio.get_running_loop().time(), 3))


asyncio.run(main())
