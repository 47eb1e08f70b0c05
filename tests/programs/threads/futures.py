"""concurrent.futures: futures by hand, waiting for several, what shutdown does."""
import time
from concurrent.futures import (ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION, CancelledError, Future,
                                InvalidStateError, ThreadPoolExecutor, TimeoutError, as_completed, wait)


def slow(n):
    time.sleep(n / 10)
    return n


def fail(n):
    time.sleep(n / 10)
    raise ValueError(n)


f = Future()
print(f.done(), f.running(), f.cancelled())
f.add_done_callback(lambda x: print("called", x is f, x.result()))
f.set_result(7)
print(f.result(), f.exception(), f.done(), f.cancel())
f.add_done_callback(lambda x: print("at once"))
for call in (lambda: f.set_result(1), lambda: f.set_exception(ValueError())):
    try:
        call()
    except InvalidStateError as e:
        print(str(e).split(" at ")[0], str(e).split("state=")[1])
g = Future()
print(g.cancel(), g.cancelled(), g.set_running_or_notify_cancel())
for call in (g.result, g.exception):
    try:
        call()
    except CancelledError as e:
        print("cancelled", repr(e))
h = Future()
h.set_exception(KeyError("k"))
print(repr(h.exception()))
try:
    h.result()
except KeyError as e:
    print(repr(e))
try:
    Future().result(timeout=0.05)
except TimeoutError as e:
    print(repr(e), TimeoutError is __builtins__.TimeoutError)
with ThreadPoolExecutor(max_workers=3, thread_name_prefix="w") as ex:
    fs = [ex.submit(slow, n) for n in (3, 1, 2)]
    print([x.result() for x in as_completed(fs)])
    fs = [ex.submit(slow, 1), ex.submit(slow, 4), ex.submit(fail, 2)]
    done, pending = wait(fs, return_when=FIRST_COMPLETED)
    print(len(done), len(pending), type(done), done.pop().result())
    done, pending = wait(fs, return_when=FIRST_EXCEPTION)
    print(len(done), len(pending))
    done, pending = wait(fs, timeout=0.05)
    print(len(done), len(pending), wait(fs).not_done, wait(fs, return_when=ALL_COMPLETED)[1])
    try:
        for x in as_completed([ex.submit(slow, 1), ex.submit(slow, 5)], timeout=0.2):
            print("completed", x.result())
    except TimeoutError as e:
        print(e)
    print(list(ex.map(slow, [2, 1])), list(ex.map(pow, [2, 3], [3, 2])))
    results = ex.map(fail, [1, 2])
    try:
        next(results)
    except ValueError as e:
        print("map", e)
    try:
        list(ex.map(slow, [5], timeout=0.1))
    except TimeoutError as e:
        print("map", repr(e))
try:
    ex.submit(slow, 1)
except RuntimeError as e:
    print(e)
ex = ThreadPoolExecutor(1)
first, second = ex.submit(slow, 1), ex.submit(slow, 1)
time.sleep(0.05)
print(first.running(), second.running(), second.cancel(), first.cancel(), second.cancelled())
third = ex.submit(slow, 1)
ex.shutdown(wait=False, cancel_futures=True)
print(third.cancelled(), first.result())
for kw in (dict(max_workers=0), dict(max_workers=1, initializer=3)):
    try:
        ThreadPoolExecutor(**kw)
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
names = []


def init(tag):
    names.append(tag)


with ThreadPoolExecutor(2, initializer=init, initargs=("up",)) as ex:
    list(ex.map(slow, [1, 1]))
print(names)
