"""Threads on the virtual clock: one runs at a time, until it blocks.

Real threads carry the code, but a baton decides which one runs, so that the
order is the same on every run.  A thread gives the baton up only where it
blocks: time.sleep, a wait for a future, for a job or for another thread, and
the event loop's poll.  Then the next one is chosen:

- among those that can go on now: by the time since when they can, then in the
  order in which they blocked; a polling event loop comes after all others;
- if none can, the clock moves to the earliest deadline;
- if there is no deadline either, the program is deadlocked.

A thread that is started begins at once and runs until it blocks: start() waits
for it to begin (in CPython, too, where the starter then waits for the GIL).  A
job handed to an idle worker begins when the running thread next blocks or polls.  ThreadPoolExecutor is CPython's
own class; only its queue and its threads are these.
"""

import collections
import concurrent.futures
import concurrent.futures._base
import concurrent.futures.thread
import itertools
import queue
import threading

from virtual_clock import FOREVER_NS, seconds_to_ns
from virtual_order import module_with


class Blocked:
    """A thread that has given up the baton, and what brings it back."""

    def __init__(self, until_ns, condition, polls):
        self.until_ns = until_ns
        self.condition = condition
        self.polls = polls
        self.sequence = next(_sequence)
        self.gate = threading.Lock()
        self.gate.acquire()

    def rank(self, now_ns):
        """The sort key if the thread can go on now, else None."""
        if self.until_ns <= now_ns:
            return (self.polls, self.until_ns, self.sequence)
        if self.condition is not None and self.condition():
            return (self.polls, now_ns, self.sequence)
        return None


_sequence = itertools.count()
_blocked = []
_clock = None
_on_deadlock = None
_RealThread = threading.Thread


def _next_thread():
    """Takes the thread to run next off the list; moves the clock if it must."""
    while True:
        ranked = [(rank, each) for each in _blocked if (rank := each.rank(_clock.now_ns)) is not None]
        if ranked:
            chosen = min(ranked, key=lambda pair: pair[0])[1]
            _blocked.remove(chosen)
            return chosen
        until_ns = min((each.until_ns for each in _blocked), default=FOREVER_NS)
        if until_ns == FOREVER_NS:
            _on_deadlock()
        _clock.advance_to(until_ns)


def _block(until_ns, condition, polls=False):
    """Blocks the running thread until a time or until `condition()` holds."""
    own = Blocked(until_ns, condition, polls)
    _blocked.append(own)
    chosen = _next_thread()
    if chosen is not own:
        chosen.gate.release()
        own.gate.acquire()


def block_until(until_ns, condition):
    """The event loop's poll: returns at the time, or when `condition()` holds."""
    _block(until_ns, condition, polls=True)


def run_ready():
    """A poll that does not wait: every other thread runs until it blocks."""
    if _blocked:
        _block(_clock.now_ns, None, polls=True)


class VirtualThread(_RealThread):
    """threading.Thread under the baton."""

    _finished = False

    def start(self):
        entry = Blocked(_clock.now_ns, None, False)
        body = self.run

        begun = []

        def run():
            entry.gate.acquire()
            begun.append(True)
            try:
                body()
            finally:
                self._finished = True
                _next_thread().gate.release()

        self.run = run
        super().start()
        _blocked.append(entry)
        _block(FOREVER_NS, lambda: begun)

    def join(self, timeout=None):
        until_ns = FOREVER_NS if timeout is None else _clock.now_ns + seconds_to_ns(timeout)
        if not self._finished:
            _block(until_ns, lambda: self._finished)


class VirtualQueue:
    """queue.SimpleQueue whose get() blocks under the baton."""

    def __init__(self):
        self._items = collections.deque()

    def put(self, item):
        self._items.append(item)

    def get(self, block=True):
        if block and not self._items:
            _block(FOREVER_NS, lambda: self._items)
        return self.get_nowait()

    def get_nowait(self):
        if not self._items:
            raise queue.Empty
        return self._items.popleft()


class VirtualEvent(threading.Event):
    """threading.Event whose wait() blocks under the baton."""

    def wait(self, timeout=None):
        until_ns = FOREVER_NS if timeout is None else _clock.now_ns + seconds_to_ns(timeout)
        if not self.is_set():
            _block(until_ns, self.is_set)
        return self.is_set()


def _blocking_method(real):
    """A method of concurrent.futures.Future that waits under the baton first."""

    def method(self, timeout=None):
        until_ns = FOREVER_NS if timeout is None else _clock.now_ns + seconds_to_ns(timeout)
        if not self.done():
            _block(until_ns, self.done)
        return real(self, 0)

    return method


def install(clock, on_deadlock):
    """Puts threads and thread pools on `clock`.  Call it once."""
    global _clock, _on_deadlock
    _clock, _on_deadlock = clock, on_deadlock
    clock.sleeper = lambda until_ns: _block(until_ns, None)
    VirtualThread.__name__ = VirtualThread.__qualname__ = "Thread"
    threading.Thread = VirtualThread
    concurrent.futures.thread.queue = module_with(queue, SimpleQueue=VirtualQueue)
    concurrent.futures._base.threading = module_with(threading, Event=VirtualEvent)
    future = concurrent.futures.Future
    future.result = _blocking_method(future.result)
    future.exception = _blocking_method(future.exception)


def finish():
    """What the interpreter does at exit: lets the pools and threads end."""
    concurrent.futures.thread._python_exit()
    for thread in threading.enumerate():
        if isinstance(thread, VirtualThread) and not thread.daemon:
            thread.join()
