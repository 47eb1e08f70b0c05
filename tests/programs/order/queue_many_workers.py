"""Three workers share ten jobs of different length."""
import asyncio


async def worker(name, queue, log):
    while True:
        n = await queue.get()
        try:
            await asyncio.sleep(0.1 * (n % 4 + 1))
            log.append(f"{name}{n}")
        finally:
            queue.task_done()


async def main():
    queue, log = asyncio.Queue(), []
    for n in range(10):
        queue.put_nowait(n)
    workers = [asyncio.create_task(worker(name, queue, log)) for name in "abc"]
    await queue.join()
    print(" ".join(log))
    print(f"{asyncio.get_running_loop().time():.1f} s")
    for each in workers:
        each.cancel()
    await asyncio.gather(*workers, return_exceptions=True)


asyncio.run(main())
