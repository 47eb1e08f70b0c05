"""Two tasks that wait for each other: cancel() goes from one to the other until the recursion is too deep."""
import asyncio


async def first():
    await asyncio.create_task(second(asyncio.current_task()))


async def second(other):
    await other


async def main():
    task = asyncio.create_task(first())
    for _ in range(3):
        await asyncio.sleep(0)
    try:
        print(task.cancel())
    except RecursionError as error:
        print(str(error)[:32])
    print(task.done(), task.cancelling() > 100)


loop = asyncio.new_event_loop()
loop.run_until_complete(main())
