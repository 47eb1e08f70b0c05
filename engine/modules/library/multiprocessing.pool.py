"""multiprocessing.pool: a pool of processes with results to ask for."""
import functools as _functools
import itertools as _itertools
import multiprocessing as _multiprocessing
from concurrent.futures import ProcessPoolExecutor as _Processes
from concurrent.futures import ThreadPoolExecutor as _Threads


def _require(condition, kind, text):
    if not condition:
        raise kind(text)


def _spread(function, args):
    return function(*args)


def _apply(function, args, kwargs):
    return function(*args, **kwargs)


def _chunk(function, items):
    return [function(each) for each in items]


def _chunks(items, size):
    items = iter(items)
    while chunk := list(_itertools.islice(items, size)):
        yield chunk


class AsyncResult:
    def __init__(self, futures, join, callback=None, error_callback=None):
        self._futures, self._join = futures, join
        self._callback, self._error_callback = callback, error_callback
        self._missing = len(futures)
        self._told = False
        for each in futures:
            each.add_done_callback(self._done)
        if not futures and callback:
            callback(self._join([]))

    def _done(self, future):
        self._missing -= 1
        failure = future.exception()
        if self._told or (self._missing and failure is None):
            return
        self._told = True
        if failure is None:
            if self._callback:
                self._callback(self._join([each.result() for each in self._futures]))
        elif self._error_callback:
            self._error_callback(failure)

    def ready(self):
        return not self._missing

    def successful(self):
        if not self.ready():
            raise ValueError(f"{self!r} not ready")
        return all(each.exception() is None for each in self._futures)

    def wait(self, timeout=None):
        from concurrent.futures import wait

        wait(self._futures, timeout)

    def get(self, timeout=None):
        self.wait(timeout)
        if not self.ready():
            raise _multiprocessing.TimeoutError
        return self._join([each.result() for each in self._futures])


ApplyResult = MapResult = AsyncResult


class IMapIterator:
    def __init__(self, futures):
        self._futures = futures

    def __iter__(self):
        return self

    def next(self, timeout=None):
        if not self._futures:
            raise StopIteration
        future = self._take()
        try:
            return future.result(timeout)
        except TimeoutError:
            self._futures.insert(0, future)
            raise _multiprocessing.TimeoutError from None

    __next__ = next

    def _take(self):
        return self._futures.pop(0)


class IMapUnorderedIterator(IMapIterator):
    def _take(self):
        from concurrent.futures import FIRST_COMPLETED, wait

        wait(self._futures, return_when=FIRST_COMPLETED)
        first = next(each for each in self._futures if each.done())
        self._futures.remove(first)
        return first


class Pool:
    def __init__(self, processes=None, initializer=None, initargs=(), maxtasksperchild=None, context=None):
        if processes is None:
            processes = _multiprocessing.cpu_count()
        _require(processes > 0, ValueError, "Number of processes must be at least 1")
        _require(maxtasksperchild is None or isinstance(maxtasksperchild, int) and maxtasksperchild > 0, ValueError,
                 "maxtasksperchild must be a positive int or None")
        _require(initializer is None or callable(initializer), TypeError, "initializer must be a callable")
        self._state, self._processes = "RUN", processes
        self._workers = self._make(processes, initializer, initargs)

    def _make(self, processes, initializer, initargs):
        workers = _Processes(processes, initializer=initializer, initargs=initargs, _pool=True)
        workers._launch()
        return workers

    def _end_workers(self):
        self._workers._kill()

    def _submit(self, function, *args):
        if self._state != "RUN":
            raise ValueError("Pool not running")
        return self._workers.submit(function, *args)

    def apply(self, func, args=(), kwds={}):
        return self.apply_async(func, args, kwds).get()

    def apply_async(self, func, args=(), kwds={}, callback=None, error_callback=None):
        future = self._submit(_apply, func, tuple(args), dict(kwds))
        return AsyncResult([future], lambda results: results[0], callback, error_callback)

    def _map(self, func, iterable, chunksize, callback=None, error_callback=None):
        items = list(iterable)
        if chunksize is None:
            chunksize, extra = divmod(len(items), self._processes * 4)
            chunksize += extra > 0
        futures = [self._submit(_chunk, func, chunk) for chunk in _chunks(items, max(1, chunksize))]
        return AsyncResult(futures, lambda parts: [each for part in parts for each in part], callback, error_callback)

    def map(self, func, iterable, chunksize=None):
        return self._map(func, iterable, chunksize).get()

    def map_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        return self._map(func, iterable, chunksize, callback, error_callback)

    def starmap(self, func, iterable, chunksize=None):
        return self._map(_functools.partial(_spread, func), iterable, chunksize).get()

    def starmap_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        return self._map(_functools.partial(_spread, func), iterable, chunksize, callback, error_callback)

    def imap(self, func, iterable, chunksize=1):
        return IMapIterator([self._submit(func, each) for each in iterable])

    def imap_unordered(self, func, iterable, chunksize=1):
        return IMapUnorderedIterator([self._submit(func, each) for each in iterable])

    def close(self):
        if self._state == "RUN":
            self._state = "CLOSE"
            self._workers.shutdown(wait=False)

    def terminate(self):
        self._state = "TERMINATE"
        self._end_workers()

    def join(self):
        if self._state == "RUN":
            raise ValueError("Pool is still running")
        self._workers.shutdown()

    def __enter__(self):
        if self._state != "RUN":
            raise ValueError("Pool not running")
        return self

    def __exit__(self, kind, value, traceback):
        self.terminate()


class ThreadPool(Pool):
    def __init__(self, processes=None, initializer=None, initargs=()):
        super().__init__(processes, initializer, initargs)

    def _make(self, processes, initializer, initargs):
        return _Threads(processes, initializer=initializer, initargs=initargs)

    def _end_workers(self):
        self._workers.shutdown(wait=False, cancel_futures=True)
