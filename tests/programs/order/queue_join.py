"""join returns when every item has been reported done."""
import asyncio


async def worker(name, queue):
    while True:
        item = await queue.get()
        await asyncio.sleep(item)
        print(name, "did", item, asyncio.get_running_loop().time())
        queue.task_done()


async def main():
    queue = asyncio.Queue()
    for item in [3, 1, 2, 1]:
        queue.put_nowait(item)
    workers = [asyncio.create_task(worker(name, queue)) for name in ("w1", "w2")]
    await queue.join()
    print("joined", asyncio.get_running_loop().time())
    for each in workers:
        each.cancel()
    results = await asyncio.gather(*workers, return_exceptions=True)
    print([type(each).__name__ for each in results])


asyncio.run(main())
