"""Five philosophers, five forks, no deadlock."""
import asyncio


async def philosopher(n, forks, log):
    first, second = sorted([n, (n + 1) % len(forks)])
    for meal in range(2):
        async with forks[first]:
            async with forks[second]:
                log.append(f"{n}.{meal}")
                await asyncio.sleep(0.1)


async def main():
    forks = [asyncio.Lock() for _ in range(5)]
    log = []
    await asyncio.gather(*[philosopher(n, forks, log) for n in range(5)])
    print(" ".join(log), f"{asyncio.get_running_loop().time():.1f}")


asyncio.run(main())
