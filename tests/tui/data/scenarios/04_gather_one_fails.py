"""One of the gathered tasks fails: what do the others do?

Without `return_exceptions`, the first exception reaches
the awaiter at once, but the siblings are not cancelled:
they run on, unwatched. With `return_exceptions=True`,
gather waits for all and returns the exception among the
results.
"""

import asyncio

__scenario__ = {"compare": ["main_raises", "main_returns"]}


async def job(name, seconds):
    await asyncio.sleep(seconds)
    if name == "beta":
        #: The exception ends this task and no other.
        raise ValueError(f"{name} broke")
    print(f"{name} finished")
    return name.upper()


def three_jobs():
    return job("alpha", 0.5), job("beta", 1), job("gamma", 2)


async def main_raises():
    try:
        #: Stops waiting as soon as one has failed.
        await asyncio.gather(*three_jobs())
    except ValueError as error:
        print(f"caught: {error}")
    #: Gamma is still at work, and gets its time here.
    await asyncio.sleep(1.5)
    print("raising gather: over")


async def main_returns():
    #: Waits for all three, whatever becomes of them.
    results = await asyncio.gather(
        *three_jobs(), return_exceptions=True
    )
    for result in results:
        print(repr(result))
    print("returning gather: over")


if __name__ == "__main__":
    asyncio.run(main_raises())
    asyncio.run(main_returns())
