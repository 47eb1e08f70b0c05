"""queue: queues between threads."""
import collections as _collections
import heapq as _heapq
import threading as _threading
from time import monotonic as _now


class Empty(Exception):
    """Nothing is there to be taken."""


class Full(Exception):
    """There is no room."""


Empty.__module__ = "_queue"


def _kept(kind, put, get):
    """The three methods that say how the items of a queue are kept."""
    def begin(self, maxsize):
        self.queue = kind()
    return begin, lambda self, item: put(self.queue, item), lambda self: get(self.queue)


def _locked(look):
    """A method that looks while nobody else changes anything."""
    def method(self):
        with self.mutex:
            return look(self)
    return method


class Queue:
    def __init__(self, maxsize=0):
        lock = self.mutex = _threading.Lock()
        for condition in ("not_empty", "not_full", "all_tasks_done"):
            setattr(self, condition, _threading.Condition(lock))
        self.maxsize, self.unfinished_tasks = maxsize, 0
        self._init(maxsize)

    # how the items are kept: what subclasses change
    _init, _put, _get = _kept(_collections.deque, _collections.deque.append, _collections.deque.popleft)

    def _qsize(self):
        return len(self.queue)

    # for everybody
    qsize = _locked(lambda self: self._qsize())
    empty = _locked(lambda self: not self._qsize())
    full = _locked(lambda self: 0 < self.maxsize <= self._qsize())

    def _await(self, condition, ready, block, timeout, failure):
        if not block or ready():
            if not ready():
                raise failure
            return
        if timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        if not condition.wait_for(ready, timeout):
            raise failure

    def put(self, item, block=True, timeout=None):
        with self.not_full:
            self._await(self.not_full, lambda: self.maxsize <= 0 or self._qsize() < self.maxsize, block, timeout, Full)
            self._put(item)
            self.unfinished_tasks += 1
            self.not_empty.notify()

    def get(self, block=True, timeout=None):
        with self.not_empty:
            self._await(self.not_empty, self._qsize, block, timeout, Empty)
            item = self._get()
            self.not_full.notify()
            return item

    def put_nowait(self, item):
        return self.put(item, block=False)

    def get_nowait(self):
        return self.get(block=False)

    def task_done(self):
        with self.all_tasks_done:
            if self.unfinished_tasks <= 0:
                raise ValueError("task_done() called too many times")
            self.unfinished_tasks -= 1
            if not self.unfinished_tasks:
                self.all_tasks_done.notify_all()

    def join(self):
        with self.all_tasks_done:
            self.all_tasks_done.wait_for(lambda: not self.unfinished_tasks)

    def __class_getitem__(cls, item):
        return cls


class PriorityQueue(Queue):
    _init, _put, _get = _kept(list, _heapq.heappush, _heapq.heappop)


class LifoQueue(Queue):
    _init, _put, _get = _kept(list, list.append, list.pop)


class SimpleQueue:
    def __init__(self):
        self._queue = Queue()

    def put(self, item, block=True, timeout=None):
        self._queue.put(item)

    def put_nowait(self, item):
        self._queue.put(item)

    def get(self, block=True, timeout=None):
        return self._queue.get(block, timeout)

    def get_nowait(self):
        return self._queue.get(False)

    def qsize(self):
        return self._queue.qsize()

    def empty(self):
        return self._queue.empty()
