"""What a callback queues runs in the next iteration, after what is queued already."""
import asyncio


def first(loop, log):
    log.append("first")
    loop.call_soon(log.append, "nested")


async def main():
    loop = asyncio.get_running_loop()
    log = []
    loop.call_soon(first, loop, log)
    loop.call_soon(log.append, "second")
    await asyncio.sleep(0)
    print(log)
    await asyncio.sleep(0)
    print(log)


asyncio.run(main())
