"""How many iterations until a waiter continues after the release in the next one."""
import asyncio


async def ticker(log):
    while True:
        log.append(1)
        await asyncio.sleep(0)


async def measure(name, log, prepare, awaitable):
    asyncio.get_running_loop().call_soon(prepare)
    log.clear()
    await awaitable
    print(name, len(log))


async def main():
    log = []
    ticking = asyncio.create_task(ticker(log))
    await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    await measure("future", log, lambda: future.set_result(1), future)
    lock = asyncio.Lock()
    await lock.acquire()
    await measure("lock", log, lock.release, lock.acquire())
    gate = asyncio.Semaphore(0)
    await measure("semaphore", log, gate.release, gate.acquire())
    event = asyncio.Event()
    await measure("event", log, event.set, event.wait())
    queue = asyncio.Queue(1)
    await measure("get", log, lambda: queue.put_nowait(1), queue.get())
    queue.put_nowait(2)
    await measure("put", log, queue.get_nowait, queue.put(3))
    queue.task_done()
    queue.task_done()
    await measure("join", log, queue.task_done, queue.join())
    ticking.cancel()


asyncio.run(main())
