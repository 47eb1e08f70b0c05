"""A second asyncio.run goes on on the same clock, with a new loop and new tasks."""
import asyncio
import time


async def main(name):
    await asyncio.sleep(1)
    print(name, time.monotonic(), asyncio.current_task().get_name())
    return name


print(asyncio.run(main("first")))
print(asyncio.run(main("second")))
