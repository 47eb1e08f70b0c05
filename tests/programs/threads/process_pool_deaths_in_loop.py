"""A worker dies while a loop waits for its pool."""
import asyncio, os, signal, sys
from concurrent.futures import ProcessPoolExecutor
def die(n):
    if n == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return n
async def main():
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1) as pool:
        rs = await asyncio.gather(*(loop.run_in_executor(pool, die, i) for i in range(5)), return_exceptions=True)
        for r in rs: print(repr(r)[:100])
        try:
            await loop.run_in_executor(pool, die, 0)
        except Exception as e: print(type(e).__name__, e)
    import multiprocessing as mp
    def ini(): raise RuntimeError("no")
    with ProcessPoolExecutor(1, initializer=ini) as pool:
        try:
            await loop.run_in_executor(pool, die, 0)
        except Exception as e: print(type(e).__name__, e)
if __name__ == "__main__":
    asyncio.run(main())
