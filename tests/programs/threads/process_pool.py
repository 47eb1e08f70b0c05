"""A pool of processes: each is a copy of its parent as it was at the first job."""
import asyncio, time
from concurrent.futures import ProcessPoolExecutor, as_completed, wait
DATA = [1, 2, 3]
counter = 0
def work(n):
    global counter
    counter += 1
    time.sleep(0.1 * n)
    return n, counter, DATA[:]
def square(x): return x * x
async def main():
    global DATA
    DATA = [9]
    loop = asyncio.get_running_loop()
    start = time.perf_counter()
    with ProcessPoolExecutor(2) as pool:
        res = await asyncio.gather(*[loop.run_in_executor(pool, work, n) for n in (1, 2, 3)])
        print(res, time.perf_counter() - start < 0.6)
        print(list(pool.map(square, range(10), chunksize=3)))
        fs = [pool.submit(work, n) for n in (3, 1)]
        for f in as_completed(fs):
            print(f.result()[0])
    print(counter)
    DATA = [10]
    with ProcessPoolExecutor(2) as pool:
        print(await loop.run_in_executor(pool, work, 1))
if __name__ == "__main__":
    asyncio.run(main())
    DATA.append(3)
    with ProcessPoolExecutor(2) as pool:
        print(pool.submit(work, 0).result())
