"""Queues between threads."""
import queue
import threading
import time

q = queue.Queue(maxsize=2)
print(q.empty(), q.full(), q.qsize())


def producer():
    for i in range(5):
        q.put(i)
        print("put", i)
    q.put(None)


def consumer():
    while (item := q.get()) is not None:
        time.sleep(0.1)
        print("got", item)
        q.task_done()
    q.task_done()


p = threading.Thread(target=producer)
c = threading.Thread(target=consumer)
c.start()
p.start()
q.join()
print("joined", q.unfinished_tasks)
for call in (q.get_nowait, lambda: q.get(timeout=0.05), lambda: q.get(timeout=-1), q.task_done):
    try:
        call()
    except Exception as e:
        print(type(e), e)
q.put(1)
q.put(2)
for call in (lambda: q.put_nowait(3), lambda: q.put(3, timeout=0.05)):
    try:
        call()
    except queue.Full as e:
        print(type(e), repr(e))
pq = queue.PriorityQueue()
for item in (3, 1, 2):
    pq.put(item)
print([pq.get() for _ in range(3)])
lq = queue.LifoQueue()
for item in (3, 1, 2):
    lq.put(item)
print([lq.get() for _ in range(3)])
sq = queue.SimpleQueue()
sq.put("x")
print(sq.get(), sq.empty(), sq.qsize())
try:
    sq.get_nowait()
except queue.Empty as e:
    print(repr(e))
