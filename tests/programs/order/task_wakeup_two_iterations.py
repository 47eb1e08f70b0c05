"""The awaiter of a task resumes one iteration after the task is done."""
import asyncio


async def child(log):
    log.append("child")
    return 5


async def spectator(log):
    for n in range(4):
        log.append(f"tick{n}")
        await asyncio.sleep(0)


async def main():
    log = []
    task = asyncio.create_task(child(log))
    watching = asyncio.create_task(spectator(log))
    log.append(await task)
    await watching
    print(log)


asyncio.run(main())
