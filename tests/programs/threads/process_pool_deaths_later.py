"""Workers of pools that die among others."""
import os, time, multiprocessing as mp
from concurrent.futures import ProcessPoolExecutor, as_completed, BrokenExecutor
def work(n):
    time.sleep(0.1 * n)
    if n == 3:
        os._exit(1)
    return n
def main():
    with ProcessPoolExecutor(max_workers=2) as pool:
        fs = {pool.submit(work, n): n for n in range(1, 7)}
        for f in as_completed(fs):
            try:
                print(fs[f], f.result())
            except BrokenExecutor as e:
                print(fs[f], type(e).__name__)
    with ProcessPoolExecutor(max_workers=2) as pool:
        try:
            for r in pool.map(work, [1, 2, 3, 4]):
                print(r)
        except BrokenExecutor as e:
            print(type(e).__name__, e)
    with mp.Pool(2) as p:
        r = p.apply_async(work, (3,))
        try:
            print(r.get(timeout=0.6))
        except mp.TimeoutError as e:
            print("timeout", repr(e))
        print(p.map(work, [0, 1, 2]))
if __name__ == "__main__":
    main()
