import asyncio
class SetQueue(asyncio.Queue):
    def _init(self, maxsize):
        self._queue = set()
    def _put(self, item):
        self._queue.add(item)
    def _get(self):
        return self._queue.pop()
class Named(asyncio.Lock):
    def __init__(self, name):
        super().__init__()
        self.name = name
    async def acquire(self):
        print("acq", self.name)
        return await super().acquire()
class MyTask(asyncio.Task):
    pass
class MyEvent(asyncio.Event):
    def set(self):
        print("set!")
        super().set()
async def main():
    q = SetQueue(2)
    await q.put(1); await q.put(1)
    print(q.qsize(), q.full(), q._queue)
    print(await q.get(), q.empty())
    l = Named("L")
    async with l: print(l.locked())
    e = MyEvent(); asyncio.get_running_loop().call_soon(e.set); await e.wait()
    t = MyTask(asyncio.sleep(0, "x"), loop=asyncio.get_running_loop(), name="mt")
    print(await t, isinstance(t, MyTask), type(t).__name__, t.get_name())
    f = asyncio.Future(); print(f._state); f.set_result(2); print(f._state, f)
    class F(asyncio.Future): pass
    ff = F(); ff.set_result(1); print(await ff)
    class MyGroup(asyncio.TaskGroup):
        async def __aenter__(self):
            print("enter"); return await super().__aenter__()
        def create_task(self, coro, **kw):
            print("create", kw); return super().create_task(coro, **kw)
    async with MyGroup() as g: g.create_task(asyncio.sleep(0), name="n")
    s = asyncio.Semaphore(3); await s.acquire(); print(s._value)
    q2 = asyncio.PriorityQueue(); [q2.put_nowait(x) for x in (3,1,2)]; print(q2._unfinished_tasks)
    q3 = asyncio.Queue(); q3.put_nowait(1); print(q3._maxsize)
    def factory(loop, coro, context=None):
        return asyncio.Task(coro, loop=loop, name="made", context=context)
    asyncio.get_running_loop().set_task_factory(factory)
    print(asyncio.create_task(asyncio.sleep(0)).get_name())
asyncio.run(main())
