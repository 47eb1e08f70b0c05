"""Done-callbacks are queued in the order of adding, the awaiter among them."""
import asyncio


async def child():
    await asyncio.sleep(0.1)
    return 1


async def main():
    task = asyncio.create_task(child())
    task.add_done_callback(lambda each: print("first", each.result()))
    task.add_done_callback(lambda each: print("second", each is task))
    print("awaited", await task)
    task.add_done_callback(lambda each: print("added when done"))
    print("not called at once")
    await asyncio.sleep(0)


asyncio.run(main())
