import asyncio


async def hold(lock):
    async with lock:
        await asyncio.sleep(1)


async def setter(event):
    await asyncio.sleep(1)
    event.set()


async def producer(queue):
    for item in range(3):
        await queue.put(item)


async def fails():
    await asyncio.sleep(1)
    raise ValueError("broken")


async def main():
    lock = asyncio.Lock()
    await asyncio.gather(hold(lock), hold(lock))
    event = asyncio.Event()
    asyncio.create_task(setter(event))
    await event.wait()
    queue = asyncio.Queue(1)
    task = asyncio.create_task(producer(queue))
    for _ in range(3):
        await queue.get()
        queue.task_done()
    await queue.join()
    barrier = asyncio.Barrier(2)
    asyncio.create_task(barrier.wait())
    await asyncio.sleep(0)
    await barrier.wait()
    try:
        async with asyncio.timeout(1):
            await asyncio.sleep(5)
    except TimeoutError:
        print("late")
    try:
        await asyncio.wait_for(asyncio.sleep(5), 1)
    except TimeoutError:
        print("later")
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails())
            group.create_task(asyncio.sleep(9))
    except* ValueError:
        print("group")
    semaphore = asyncio.Semaphore(1)
    await semaphore.acquire()
    waiter = asyncio.create_task(semaphore.acquire())
    await asyncio.sleep(0)
    semaphore.release()
    await waiter
    done, pending = await asyncio.wait({asyncio.create_task(asyncio.sleep(1))})
    print(await asyncio.to_thread(len, "abc"))
    condition = asyncio.Condition()
    async with condition:
        print(await asyncio.shield(asyncio.sleep(1, "shielded")))


asyncio.run(main())
