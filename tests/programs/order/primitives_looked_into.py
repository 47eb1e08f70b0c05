"""Programs that look into queues, locks and events: what they find there, and that changing it counts."""
import asyncio
from collections import deque


class UniqueQueue(asyncio.Queue):
    def _init(self, maxsize):
        self._queue = deque()
        self.seen = set()

    def _put(self, item):
        if item not in self.seen:
            self.seen.add(item)
            self._queue.append(item)


class Peekable(asyncio.Queue):
    def peek(self):
        if not self._queue:
            raise asyncio.QueueEmpty
        return self._queue[0]


async def main():
    q = asyncio.Queue()
    for x in "abcd":
        await q.put(x)
    print(q._queue, len(q._queue), list(q._queue), "b" in q._queue)
    q._queue.remove("b")
    print(q.qsize(), await q.get(), await q.get(), q.qsize(), q._queue is q._queue)
    q._queue.clear()
    print(q.empty(), q, q._unfinished_tasks)
    getter = asyncio.create_task(q.get())
    await asyncio.sleep(0)
    print(len(q._getters), type(q._getters).__name__, len(q._putters))
    q.put_nowait("late")
    print(await getter, len(q._getters))
    p = asyncio.PriorityQueue()
    for x in (9, 4, 7, 1):
        p.put_nowait(x)
    print(p._queue, p.get_nowait(), p._queue)
    p.put_nowait(0)
    print(p._queue, [p.get_nowait() for _ in range(p.qsize())])
    s = asyncio.LifoQueue(3)
    for x in range(3):
        s.put_nowait(x)
    print(s._queue, s.full())
    s._queue.pop(0)
    print(s.full(), s.get_nowait(), s)
    u = UniqueQueue()
    for x in "aab":
        u.put_nowait(x)
    print(u.qsize(), u._queue, u.get_nowait(), u.seen == {"a", "b"})
    k = Peekable()
    try:
        k.peek()
    except asyncio.QueueEmpty as e:
        print(repr(e))
    k.put_nowait("first")
    print(k.peek(), k.qsize(), k.get_nowait(), k.qsize())
    q._queue = deque([1, 2])
    print(q.qsize(), q.get_nowait())
    lock = asyncio.Lock()
    print(lock._locked, lock._waiters)
    async with lock:
        t = asyncio.create_task(lock.acquire())
        await asyncio.sleep(0)
        print(lock._locked, len(lock._waiters))
    await t
    print(lock._locked, lock._waiters)
    e = asyncio.Event()
    print(e._value, e._waiters)
    e.set()
    print(e._value)
    b = asyncio.BoundedSemaphore(2)
    print(b._value, b._bound_value, b._waiters)
    async with b:
        print(b._value)


async def agen():
    yield 1

asyncio.run(main())
g = agen()
print(g.ag_frame is None)
