"""What the object that gather returns can do."""
import asyncio


async def job(n):
    await asyncio.sleep(n)
    return n


async def main():
    group = asyncio.gather(job(1), job(2))
    print(asyncio.isfuture(group), group.done())
    group.add_done_callback(lambda each: print("callback", each.result()))
    print(await group, group.done(), group.result())
    again = asyncio.gather(job(1), job(5))
    await asyncio.sleep(2)
    print(again.cancel(), again.done())
    try:
        await again
    except asyncio.CancelledError:
        print("cancelled", again.cancelled(), asyncio.get_running_loop().time())


asyncio.run(main())
