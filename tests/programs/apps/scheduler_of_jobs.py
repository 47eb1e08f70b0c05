"""Jobs with dependencies run as soon as what they need is done."""
import asyncio

JOBS = {
    "compile": (["fetch"], 2.0),
    "fetch": ([], 1.0),
    "docs": (["fetch"], 0.5),
    "test": (["compile"], 1.5),
    "lint": (["fetch"], 0.7),
    "package": (["compile", "docs"], 0.3),
    "release": (["package", "test", "lint"], 0.1),
}


async def run(name, tasks):
    needs, seconds = JOBS[name]
    for need in needs:
        await tasks[need]
    start = asyncio.get_running_loop().time()
    await asyncio.sleep(seconds)
    end = asyncio.get_running_loop().time()
    print(f"{name:8} {start:.1f} to {end:.1f}")
    return end - start


async def main():
    tasks = {}
    for name in JOBS:
        tasks[name] = asyncio.create_task(run(name, tasks), name=name)
    durations = await asyncio.gather(*tasks.values())
    print(f"work {sum(durations):.1f} s, took {asyncio.get_running_loop().time():.1f} s")


asyncio.run(main())
