import asyncio


async def work(name):
    try:
        await asyncio.sleep(1)
        print(name, "done")
        return name
    except asyncio.CancelledError:
        print(name, "cancelled at", asyncio.get_running_loop().time())
        raise


def ask(loop, name, limit):
    future = asyncio.run_coroutine_threadsafe(work(name), loop)
    try:
        return future.result(limit)
    except TimeoutError:
        print(name, "gives up", future.cancel(), future.cancelled(), future.done())


def at_once(loop):
    future = asyncio.run_coroutine_threadsafe(work("at once"), loop)
    print("at once", future.cancel())


async def main():
    loop = asyncio.get_running_loop()
    print(await asyncio.gather(asyncio.to_thread(ask, loop, "short", 0.5), asyncio.to_thread(ask, loop, "long", 2)))
    await asyncio.to_thread(at_once, loop)
    await asyncio.sleep(2)
    print(loop.time())


asyncio.run(main())
