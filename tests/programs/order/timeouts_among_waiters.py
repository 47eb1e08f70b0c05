import asyncio
async def main():
    q = asyncio.Queue()
    async def getter(n):
        try:
            return await asyncio.wait_for(q.get(), 0.5 + n * 0.1)
        except TimeoutError:
            return f"timeout {n}"
    gs = [asyncio.create_task(getter(i)) for i in range(4)]
    await asyncio.sleep(0.5)
    q.put_nowait("a")
    q.put_nowait("b")
    print(q.qsize())
    gs[2].cancel()
    print(await asyncio.gather(*gs, return_exceptions=True), q.qsize())
    lock = asyncio.Lock()
    async def locker(n):
        try:
            async with asyncio.timeout(0.2 * n):
                async with lock:
                    print("locked", n, asyncio.get_running_loop().time())
                    await asyncio.sleep(0.3)
        except TimeoutError: print("lock timeout", n)
    await asyncio.gather(*(locker(i) for i in range(1, 5)))
    print(lock.locked())
    ev = asyncio.Event()
    res = await asyncio.gather(asyncio.wait_for(ev.wait(), 0.1), asyncio.sleep(0.2), return_exceptions=True)
    print(res)
    cond = asyncio.Condition()
    async def cw(n):
        async with cond:
            try:
                await asyncio.wait_for(cond.wait(), 0.1 * n)
                return "notified"
            except TimeoutError:
                return "to", cond.locked()
    ts = [asyncio.create_task(cw(i)) for i in range(1, 4)]
    await asyncio.sleep(0.15)
    async with cond: cond.notify_all()
    print(await asyncio.gather(*ts))
    fut = asyncio.get_running_loop().create_future()
    async def w(): 
        try: return await asyncio.wait_for(asyncio.shield(fut), 0.1)
        except TimeoutError: return "shielded", fut.done()
    print(await w())
    fut.set_result(1)
    print(await asyncio.wait_for(fut, 0), await asyncio.wait_for(fut, -1))
    try: await asyncio.wait_for(asyncio.sleep(1), 0)
    except TimeoutError as e: print(repr(e))
asyncio.run(main())
