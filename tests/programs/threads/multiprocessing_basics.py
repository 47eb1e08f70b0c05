"""Processes: targets, exit codes, queues, pipes, shared values, pools."""
import multiprocessing as mp
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

state = []


def child(q, n):
    state.append(n)
    time.sleep(0.1 * n)
    q.put((n, list(state), mp.current_process().name))


def leave(code):
    sys.exit(code)


def hard():
    os._exit(7)


def fail():
    raise ValueError("in child")


def long():
    time.sleep(50)


def add(value, lock, times):
    for _ in range(times):
        with lock:
            value.value += 1


def talk(conn):
    while (message := conn.recv()) is not None:
        conn.send(message * 2)


def square(x):
    return x * x


def both(a, b):
    return a + b


def die():
    os._exit(1)


class Worker(mp.Process):
    def __init__(self, q):
        super().__init__()
        self.q = q

    def run(self):
        self.q.put("own run")


if __name__ == "__main__":
    state.append("main")
    q = mp.Queue()
    ps = [mp.Process(target=child, args=(q, n)) for n in (2, 1)]
    print([p.name for p in ps], ps[0].is_alive(), ps[0].exitcode, ps[0].pid)
    for p in ps:
        p.start()
    print(ps[0].is_alive(), ps[0].pid != os.getpid(), len(mp.active_children()))
    print(q.get())
    print(q.get())
    for p in ps:
        p.join()
    print([p.exitcode for p in ps], ps[0].is_alive(), state)
    for target, args in ((leave, (3,)), (leave, (None,)), (hard, ()), (fail, ())):
        p = mp.Process(target=target, args=args)
        p.start()
        p.join()
        print(target.__name__, p.exitcode)
    p = mp.Process(target=lambda: q.put("a lambda"), name="lam", daemon=True)
    p.start()
    print(q.get(), p.name, p.daemon)
    p = mp.Process(target=long)
    p.start()
    p.join(0.05)
    print(p.exitcode, p.is_alive())
    p.terminate()
    p.join()
    print(p.exitcode)
    w = Worker(q)
    w.start()
    print(q.get())
    w.join()
    value, lock = mp.Value("i", 0), mp.Lock()
    ps = [mp.Process(target=add, args=(value, lock, 5)) for _ in range(3)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    print(value.value)
    here, there = mp.Pipe()
    p = mp.Process(target=talk, args=(there,))
    p.start()
    for message in (1, "ab", [1]):
        here.send(message)
        print(here.recv())
    here.send(None)
    p.join()
    with mp.Pool(2) as pool:
        print(pool.map(square, range(7)))
        print(pool.starmap(both, [(1, 2), (3, 4)]), pool.apply(square, (5,)))
        r = pool.apply_async(square, (6,))
        print(r.get(timeout=5), list(pool.imap(square, [1, 2])), sorted(pool.imap_unordered(square, [1, 2])))
    with ProcessPoolExecutor(2) as pool:
        f, g = pool.submit(die), pool.submit(square, 3)
        print(type(f.exception()).__name__, f.exception())
    print(mp.cpu_count() == os.cpu_count(), mp.current_process().name, os.getppid() != os.getpid())
    try:
        q.get(timeout=0.05)
    except Exception as e:
        print(type(e))
