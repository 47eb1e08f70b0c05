"""What does not pass through the loop at all."""
import asyncio


async def ticker(log):
    while True:
        log.append(1)
        await asyncio.sleep(0)


async def done():
    return 1


async def main():
    log = []
    ticking = asyncio.create_task(ticker(log))
    finished = asyncio.create_task(done())
    await finished
    future = asyncio.get_running_loop().create_future()
    future.set_result(2)
    event = asyncio.Event()
    event.set()
    queue = asyncio.Queue()
    queue.put_nowait(3)
    log.clear()
    await finished
    await future
    await event.wait()
    await queue.get()
    await queue.put(4)
    async with asyncio.Lock(), asyncio.Semaphore(1):
        pass
    async with asyncio.timeout(1):
        pass
    await asyncio.gather()
    print("iterations:", len(log))
    ticking.cancel()


asyncio.run(main())
