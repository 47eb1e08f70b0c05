"""A long job with a progress report; the user loses patience."""
import asyncio


async def long_job(state):
    try:
        for percent in range(0, 101, 10):
            state["percent"] = percent
            await asyncio.sleep(0.4)
        return "complete"
    except asyncio.CancelledError:
        state["cancelled"] = True
        print(f"job: stopping at {state['percent']} %")
        await asyncio.sleep(0.2)
        raise
    finally:
        print("job: closed its files")


async def report(state, every):
    while True:
        await asyncio.sleep(every)
        bar = "=" * (state.get("percent", 0) // 10)
        print(f"[{bar:<10}] {state.get('percent', 0):>3} %")


async def main():
    for patience in (2.5, 10):
        state = {}
        reporting = asyncio.create_task(report(state, 1))
        job = asyncio.create_task(long_job(state))
        try:
            async with asyncio.timeout(patience):
                print("result:", await job)
        except TimeoutError:
            print("the user left,", "job cancelled:", job.cancelled())
        finally:
            reporting.cancel()
        print(state)


asyncio.run(main())
