"""anyio, as far as web applications use it: threads behind a limiter, sleep, events, locks."""
import asyncio as _asyncio
import collections as _collections
import contextvars as _contextvars
import math as _math
from concurrent.futures import ThreadPoolExecutor as _ThreadPoolExecutor

Event = _asyncio.Event
Lock = _asyncio.Lock
Semaphore = _asyncio.Semaphore
sleep = _asyncio.sleep

_NAME = "AnyIO worker thread"
_limiters = {}  # the loop: its default limiter and its idle threads, each an executor of one


class CapacityLimiter:
    """Lends tokens, first come, first served."""

    def __init__(self, total_tokens):
        self._check(total_tokens)
        self._total = total_tokens
        self._borrowers = 0
        self._waiting = _collections.deque()  # futures
        self._pool = 0  # as the trace knows it

    @staticmethod
    def _check(value):
        if not isinstance(value, int) and value != _math.inf:
            raise TypeError("total_tokens must be an int or math.inf")
        if value < 1:
            raise ValueError("total_tokens must be >= 1")

    @property
    def total_tokens(self):
        return self._total

    @total_tokens.setter
    def total_tokens(self, value):
        self._check(value)
        self._total = value
        self._lend()

    @property
    def borrowed_tokens(self):
        return self._borrowers

    @property
    def available_tokens(self):
        return self._total - self._borrowers

    def _lend(self):
        """Gives the free tokens to those who have waited longest."""
        while self._waiting and self._borrowers < self._total:
            future = self._waiting.popleft()
            if not future.done():
                self._borrowers += 1
                future.set_result(None)

    async def acquire(self):
        if self._borrowers < self._total and not self._waiting:
            self._borrowers += 1
            await _asyncio.sleep(0)
            return
        future = _place(self._shown())
        self._waiting.append(future)
        try:
            await future
        except _asyncio.CancelledError:
            if not future.cancelled():  # the token came together with the cancellation
                self.release()
            raise

    def release(self):
        if self._borrowers == 0:
            raise RuntimeError("this borrower isn't holding any of this CapacityLimiter's tokens")
        self._borrowers -= 1
        self._lend()

    def _shown(self):
        if not self._pool:
            self._pool = _pool_new(_NAME, min(self._total, 2**32))
        return self._pool

    def _of_pool(self, thread):
        _join_pool(thread, self._shown())
        return thread

    async def __aenter__(self):
        await self.acquire()

    async def __aexit__(self, kind, error, traceback):
        self.release()


def _of_loop():
    loop = _asyncio.get_running_loop()
    if loop not in _limiters:
        for other in [one for one in _limiters if one.is_closed()]:
            for thread in _limiters.pop(other)[1]:
                thread.shutdown(wait=False)
        _limiters[loop] = (CapacityLimiter(40), [])
    return _limiters[loop]


async def _run_sync(function, *args, cancellable=False, limiter=None, _keywords=None):
    await _asyncio.sleep(0)
    default, idle = _of_loop()
    limiter = limiter or default
    await limiter.acquire()
    try:
        thread = limiter._of_pool(idle.pop() if idle else _ThreadPoolExecutor(1, _NAME))
        context = _contextvars.copy_context()
        _hop()
        future = _asyncio.wrap_future(thread.submit(context.run, function, *args, **(_keywords or {})))
        future.add_done_callback(lambda _: idle.append(thread))
        if cancellable:
            return await future
        return await _uncancelled(future)
    finally:
        limiter.release()


async def _uncancelled(future):
    """A thread cannot be cancelled: the cancellation waits until its job is done."""
    cancelled = None
    while not future.done():
        gate = _asyncio.get_running_loop().create_future()

        def open_gate(future, gate=gate):
            if not gate.done():
                gate.set_result(None)

        future.add_done_callback(open_gate)
        try:
            await gate
        except _asyncio.CancelledError as error:
            cancelled = error
        finally:
            future.remove_done_callback(open_gate)
    if cancelled is not None:
        raise cancelled
    return future.result()


def run(function, *args, backend="asyncio"):
    return _asyncio.run(function(*args))


async def sleep_forever():
    await _asyncio.Event().wait()


def current_time():
    return _asyncio.get_running_loop().time()


from anyio import to_thread  # which needs what stands above
