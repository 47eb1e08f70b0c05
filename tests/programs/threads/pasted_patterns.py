"""Patterns as they are pasted: queues of jobs, limits, caches, threads, a chat."""
import asyncio, time, random, queue, threading, functools
from collections import OrderedDict, defaultdict, deque
from dataclasses import dataclass, field
from contextlib import asynccontextmanager, suppress
from concurrent.futures import ThreadPoolExecutor, wait, FIRST_COMPLETED, ALL_COMPLETED
from typing import Any, Awaitable, Callable, Optional

# worker queue
async def worker(name, q, results):
    while True:
        n = await q.get()
        try:
            await asyncio.sleep(n * 0.05)
            results.append((name, n))
        finally:
            q.task_done()
async def worker_queue():
    q = asyncio.Queue(maxsize=3)
    results = []
    ws = [asyncio.create_task(worker(f"w{i}", q, results), name=f"w{i}") for i in range(3)]
    for n in (1, 2, 3, 1, 2):
        await q.put(n)
    await q.join()
    for w in ws: w.cancel()
    print(await asyncio.gather(*ws, return_exceptions=True))
    print(results)

# rate limiter
class RateLimiter:
    def __init__(self, rate, per):
        self.rate, self.per = rate, per
        self.times = deque()
        self.lock = asyncio.Lock()
    async def __aenter__(self):
        async with self.lock:
            now = asyncio.get_running_loop().time()
            while self.times and now - self.times[0] >= self.per:
                self.times.popleft()
            if len(self.times) >= self.rate:
                await asyncio.sleep(self.per - (now - self.times[0]))
                self.times.popleft()
            self.times.append(asyncio.get_running_loop().time())
    async def __aexit__(self, *a): pass
async def rate():
    lim = RateLimiter(2, 0.1)
    t0 = time.perf_counter()
    async def call(i):
        async with lim:
            return i, round((time.perf_counter() - t0) * 10)
    print(await asyncio.gather(*(call(i) for i in range(6))))

# cache with lock
def async_cache(ttl):
    def deco(fn):
        cache, locks = {}, defaultdict(asyncio.Lock)
        @functools.wraps(fn)
        async def wrapper(*args):
            async with locks[args]:
                if args in cache and time.monotonic() - cache[args][0] < ttl:
                    return cache[args][1]
                value = await fn(*args)
                cache[args] = (time.monotonic(), value)
                return value
        wrapper.cache = cache
        return wrapper
    return deco
calls = 0
@async_cache(ttl=0.2)
async def expensive(x):
    global calls
    calls += 1
    await asyncio.sleep(0.05)
    return x * x
async def cached():
    print(await asyncio.gather(*(expensive(i % 2) for i in range(6))), calls, expensive.__name__)
    await asyncio.sleep(0.3)
    print(await expensive(1), calls)

# background tasks with set
background = set()
async def job(i):
    await asyncio.sleep(0.01 * i)
    if i == 2: raise ValueError(f"job {i}")
    return i
async def bg():
    for i in range(4):
        t = asyncio.create_task(job(i))
        background.add(t)
        t.add_done_callback(background.discard)
        t.add_done_callback(lambda t: print("done", t.exception() or t.result()))
    await asyncio.sleep(0.1)
    print(len(background))

# threads producer consumer
def producer_consumer():
    q = queue.Queue(maxsize=2)
    out = []
    stop = object()
    def producer(n):
        for i in range(n):
            q.put(i)
        q.put(stop)
    def consumer():
        while (item := q.get()) is not stop:
            out.append(item * 2)
            q.task_done()
        q.task_done()
    ts = [threading.Thread(target=producer, args=(5,)), threading.Thread(target=consumer, daemon=True)]
    for t in ts: t.start()
    for t in ts: t.join()
    print(out, q.empty(), q.unfinished_tasks)

# event, condition in threads
class BoundedBuffer:
    def __init__(self, n):
        self.items, self.n = [], n
        self.cv = threading.Condition()
    def put(self, x):
        with self.cv:
            self.cv.wait_for(lambda: len(self.items) < self.n)
            self.items.append(x); self.cv.notify_all()
    def get(self):
        with self.cv:
            self.cv.wait_for(lambda: self.items)
            x = self.items.pop(0); self.cv.notify_all()
            return x
def buffer():
    b = BoundedBuffer(1)
    got = []
    t = threading.Thread(target=lambda: [got.append(b.get()) for _ in range(5)])
    t.start()
    for i in range(5): b.put(i)
    t.join()
    print(got)
    lock = threading.Lock(); counter = 0
    def inc():
        nonlocal counter
        for _ in range(1000):
            with lock: counter += 1
    ts = [threading.Thread(target=inc) for _ in range(4)]
    [t.start() for t in ts]; [t.join() for t in ts]
    print(counter)
    local = threading.local()
    local.x = 1
    def f(): print(hasattr(local, "x"), threading.current_thread().name)
    t = threading.Thread(target=f, name="loc"); t.start(); t.join()
    timer = threading.Timer(0.05, print, args=("timer",)); timer.start(); timer.join()
    sem = threading.Semaphore(2); print(sem.acquire(), sem.acquire(blocking=False), sem.acquire(blocking=False))
    bar = threading.Barrier(2)
    def w(): bar.wait(); 
    t = threading.Thread(target=w); t.start(); print(bar.wait() in (0, 1)); t.join()
    ev = threading.Event(); print(ev.wait(0.01), ev.set(), ev.wait(), ev.is_set())

# event bus / chat via streams
async def chat():
    clients = {}
    async def handle(r, w):
        name = (await r.readline()).decode().strip()
        clients[name] = w
        while line := await r.readline():
            text = line.decode().strip()
            if text == "/quit": break
            for other, ow in clients.items():
                if other != name:
                    ow.write(f"{name}: {text}\n".encode())
                    await ow.drain()
        del clients[name]
        w.close()
        await w.wait_closed()
    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        async def client(name):
            r, w = await asyncio.open_connection("127.0.0.1", port)
            w.write(f"{name}\n".encode())
            await w.drain()
            return r, w
        ar, aw = await client("ann"); br, bw = await client("bob")
        await asyncio.sleep(0.05)
        aw.write(b"hello bob\n"); print(await br.readline())
        bw.write(b"hi ann\n"); print(await ar.readline())
        aw.write(b"/quit\n")
        print(await ar.read())
        await asyncio.sleep(0.02); print(list(clients))
        bw.close()

@asynccontextmanager
async def resource(name):
    print("open", name)
    try: yield name
    finally: print("close", name)
async def misc():
    async with resource("a") as a, resource("b") as b:
        print(a, b)
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(asyncio.sleep(1), 0.01)
    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(1)
    except TimeoutError: print("timeout")
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(job(2)); t = tg.create_task(asyncio.sleep(5))
    except* ValueError as eg: print(eg.exceptions, t.cancelled())
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(3) as pool:
        fs = [loop.run_in_executor(pool, time.sleep, 0.02) for _ in range(3)]
        done, pending = await asyncio.wait(fs)
        print(len(done), len(pending))
    for coro in asyncio.as_completed([job(3), job(1), job(0)]):
        print(await coro, end=" ")
    print()
    async def agen():
        for i in range(3):
            yield i
            await asyncio.sleep(0)
    print([x async for x in agen() if x], {x: x async for x in agen()})
for f in (worker_queue, rate, cached, bg): asyncio.run(f())
producer_consumer(); buffer()
asyncio.run(chat()); asyncio.run(misc())
