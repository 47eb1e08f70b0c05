"""A barrier works round after round; reset breaks those who wait."""
import asyncio


async def runner(name, barrier, log):
    for lap in range(3):
        async with barrier as position:
            log.append((lap, name, position))


async def stuck(barrier):
    try:
        await barrier.wait()
    except asyncio.BrokenBarrierError:
        return "broken"


async def main():
    barrier, log = asyncio.Barrier(2), []
    await asyncio.gather(runner("a", barrier, log), runner("b", barrier, log))
    print(log)
    task = asyncio.create_task(stuck(barrier))
    await asyncio.sleep(0)
    print(barrier.n_waiting)
    await barrier.reset()
    print(await task, barrier.broken)


asyncio.run(main())
