import asyncio


async def quick():
    return "quick"


async def slow(swallow=False):
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError as error:
        print("slow", error.args)
        if not swallow:
            raise
    return "slow"


async def gathered(word, *coroutines, **options):
    try:
        print(word, await asyncio.gather(*coroutines, **options))
    except asyncio.CancelledError as error:
        print(word, "cancelled", error.args)
        asyncio.current_task().uncancel()


async def main():
    for word, make, options in [
        ("last is done", lambda: (slow(), quick()), {"return_exceptions": True}),
        ("last is cancelled", lambda: (quick(), slow()), {"return_exceptions": True}),
        ("last swallows", lambda: (slow(), slow(True)), {"return_exceptions": True}),
        ("all swallow", lambda: (slow(True), slow(True)), {}),
        ("first is cancelled", lambda: (slow(), slow(True)), {}),
    ]:
        task = asyncio.create_task(gathered(word, *make(), **options))
        await asyncio.sleep(0.5)
        print(task.cancel("why"))
        await asyncio.wait([task])


asyncio.run(main())
