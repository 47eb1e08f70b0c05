"""Locks, events, conditions, semaphores, barriers between threads."""
import threading
import time

lock = threading.Lock()
print(lock.locked(), lock.acquire(), lock.acquire(False), lock.acquire(timeout=0.05), lock.locked())
lock.release()
for call in (lock.release, lambda: lock.acquire(False, 1), lambda: lock.acquire(True, -2), lambda: threading.RLock().release()):
    try:
        call()
    except (RuntimeError, ValueError) as e:
        print(type(e).__name__, e)
print(repr(lock)[:27], repr(threading.RLock())[:42])
r = threading.RLock()
with r:
    with r:
        print("twice")
log = []


def hold(name, delay):
    time.sleep(delay)
    with lock:
        log.append(name)
        time.sleep(0.2)


ts = [threading.Thread(target=hold, args=(n, i * 0.06)) for i, n in enumerate("abc")]
for t in ts:
    t.start()
for t in ts:
    t.join()
print(log)
event = threading.Event()


def waiter(n):
    passed = event.wait(2)
    time.sleep(n * 0.1)
    print("waiter", n, passed)


ts = [threading.Thread(target=waiter, args=(n,)) for n in range(3)]
for t in ts:
    t.start()
print(event.is_set(), event.wait(0.05))
time.sleep(0.05)
event.set()
for t in ts:
    t.join()
print(event.wait(), event.is_set())
event.clear()
cond = threading.Condition()
items = []


def consumer(n):
    with cond:
        while not items:
            cond.wait()
        print("consumer", n, "got", items.pop(0))


ts = [threading.Thread(target=consumer, args=(n,)) for n in range(2)]
for t in ts:
    t.start()
time.sleep(0.05)
for item in "xy":
    with cond:
        items.append(item)
        cond.notify()
    time.sleep(0.05)
for t in ts:
    t.join()
with cond:
    print(cond.wait(0.05), cond.wait_for(lambda: False, 0.05), cond.wait_for(lambda: 7))
for what in (cond.notify, cond.wait, cond.notify_all):
    try:
        what()
    except RuntimeError as e:
        print(e)
sem = threading.Semaphore(2)
print(sem.acquire(), sem.acquire(), sem.acquire(blocking=False), sem.acquire(timeout=0.05))
sem.release(2)
b = threading.BoundedSemaphore(1)
for call in (b.release, lambda: threading.Semaphore(-1), lambda: sem.release(0), lambda: sem.acquire(False, 1)):
    try:
        call()
    except ValueError as e:
        print(e)
running = peak = 0


def limited():
    global running, peak
    with sem:
        running += 1
        peak = max(peak, running)
        time.sleep(0.05)
        running -= 1


ts = [threading.Thread(target=limited) for _ in range(5)]
for t in ts:
    t.start()
for t in ts:
    t.join()
print("peak", peak)
barrier = threading.Barrier(3, action=lambda: print("all here"))
places = []


def meet(delay):
    time.sleep(delay)
    places.append(barrier.wait())


ts = [threading.Thread(target=meet, args=(d,)) for d in (0, 0.05, 0.1)]
for t in ts:
    t.start()
for t in ts:
    t.join()
print(sorted(places), barrier.parties, barrier.n_waiting, barrier.broken)


def late():
    try:
        barrier.wait(0.05)
    except threading.BrokenBarrierError as e:
        print("broken", repr(e))


t = threading.Thread(target=late)
t.start()
t.join()
print(barrier.broken)
barrier.reset()
print(barrier.broken)
data = threading.local()
data.x = 1


def other():
    print(hasattr(data, "x"))
    data.x = 2
    print(data.x, data.__dict__)


t = threading.Thread(target=other)
t.start()
t.join()
print(data.x)
try:
    data.y
except AttributeError as e:
    print(e)
