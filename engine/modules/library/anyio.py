"""anyio, as far as web applications use it: threads behind a limiter, sleep, events, locks."""
import asyncio as _asyncio
import contextvars as _contextvars
import math as _math
from concurrent.futures import ThreadPoolExecutor as _ThreadPoolExecutor

Event = _asyncio.Event
Lock = _asyncio.Lock
Semaphore = _asyncio.Semaphore
sleep = _asyncio.sleep

_limiters = {}  # the loop: its default limiter and its idle threads, each an executor of one


class CapacityLimiter:
    """Lends tokens, first come, first served."""

    def __init__(self, total_tokens):
        self._check(total_tokens)
        self._total = total_tokens
        self._debt = 0  # tokens to take away when they come back
        self._tokens = _asyncio.Semaphore(total_tokens)
        self._borrowers = 0
        self._waiting = 0

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
        change, self._total = value - self._total, value
        if not self._borrowers and not self._waiting:
            self._tokens, self._debt = _asyncio.Semaphore(value), 0
            return
        while change > 0:
            change -= 1
            self._give_back()
        self._debt -= change

    @property
    def borrowed_tokens(self):
        return self._borrowers

    @property
    def available_tokens(self):
        return self._total - self._borrowers

    def _give_back(self):
        if self._debt > 0:
            self._debt -= 1
        else:
            self._tokens.release()

    async def acquire(self):
        if self._tokens.locked():
            self._waiting += 1
            try:
                await self._tokens.acquire()
            finally:
                self._waiting -= 1
        else:
            await self._tokens.acquire()
            await _asyncio.sleep(0)
        self._borrowers += 1

    def release(self):
        if self._borrowers == 0:
            raise RuntimeError("this borrower isn't holding any of this CapacityLimiter's tokens")
        self._borrowers -= 1
        self._give_back()

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
        thread = idle.pop() if idle else _ThreadPoolExecutor(1, "AnyIO worker thread")
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
