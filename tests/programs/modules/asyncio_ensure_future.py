"""ensure_future takes coroutines, tasks and futures."""
import asyncio


async def job():
    return 5


async def main():
    task = asyncio.ensure_future(job())
    print(asyncio.ensure_future(task) is task, await task)
    future = asyncio.get_running_loop().create_future()
    print(asyncio.ensure_future(future) is future, asyncio.isfuture(future), asyncio.isfuture(5))
    try:
        asyncio.ensure_future(5)
    except TypeError as error:
        print(error)


asyncio.run(main())
