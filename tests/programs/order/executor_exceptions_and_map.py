"""Exceptions of jobs, futures' methods and Executor.map."""
import time
from concurrent.futures import ThreadPoolExecutor, TimeoutError


def job(n):
    time.sleep(n)
    if n == 2:
        raise ValueError("two")
    return n * 10


with ThreadPoolExecutor(max_workers=3) as pool:
    futures = [pool.submit(job, n) for n in (1, 2, 3)]
    print(futures[0].done(), futures[0].result(), time.monotonic())
    print(repr(futures[1].exception()), time.monotonic())
    try:
        futures[2].result(timeout=0.5)
    except TimeoutError:
        print("time-out", time.monotonic())
    print(futures[2].result(), list(pool.map(job, [1, 0])), time.monotonic())
try:
    pool.submit(job, 1)
except RuntimeError as error:
    print(error)
