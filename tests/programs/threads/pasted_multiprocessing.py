"""multiprocessing as it is pasted: pools, queues, shared values, pipes, managers."""
import multiprocessing as mp, time, os, queue
from multiprocessing import Pool, Process, Queue, Lock, Value, Array, Manager, Event, cpu_count, Pipe
from functools import partial
from itertools import repeat
def square(x): return x * x
def add(a, b): return a + b
def slow(x): time.sleep(0.05 * x); return x
def fail(x):
    if x == 2: raise ValueError("two")
    return x
def producer(q, n):
    for i in range(n): q.put(i)
    q.put(None)
def consumer(q, out):
    total = 0
    while (item := q.get()) is not None: total += item
    out.put(total)
def count(v, lock):
    for _ in range(100):
        with lock: v.value += 1
def child(conn): conn.send({"pid": True, "got": conn.recv()}); conn.close()
if __name__ == "__main__":
    with Pool(processes=4) as pool:
        print(pool.map(square, range(10)), pool.starmap(add, [(1, 2), (3, 4)]), pool.apply(add, (1, 2)))
        print(sorted(pool.imap_unordered(square, range(5))), list(pool.imap(slow, [3, 1, 2])))
        r = pool.apply_async(slow, (1,)); print(r.get(timeout=5), r.ready(), r.successful())
        res = pool.map_async(square, [1, 2, 3], callback=lambda x: print("cb", x)); res.wait(); print(res.get())
        try: pool.map(fail, range(4))
        except ValueError as e: print("ValueError", e)
        print(pool.map(partial(add, 10), [1, 2]))
    q, out = Queue(), Queue()
    ps = [Process(target=producer, args=(q, 5)), Process(target=consumer, args=(q, out))]
    for p in ps: p.start()
    print(out.get())
    for p in ps: p.join()
    print([p.exitcode for p in ps])
    v, lock = Value("i", 0), Lock()
    ps = [Process(target=count, args=(v, lock)) for _ in range(3)]
    [p.start() for p in ps]; [p.join() for p in ps]
    print(v.value)
    a, b = Pipe(); p = Process(target=child, args=(b,)); p.start(); a.send("x"); print(a.recv()); p.join()
    pool = Pool(2); rs = [pool.apply_async(square, (i,)) for i in range(4)]; pool.close(); pool.join(); print([r.get() for r in rs])
    with Manager() as m:
        d = m.dict(); l = m.list()
        def f(d, l, i): d[i] = i * i; l.append(i)
        ps = [Process(target=f, args=(d, l, i)) for i in range(3)]
        [p.start() for p in ps]; [p.join() for p in ps]
        print(sorted(d.items()), sorted(l))
