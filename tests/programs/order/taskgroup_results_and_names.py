"""The tasks of a group are tasks like others."""
import asyncio


async def job(n):
    await asyncio.sleep(n)
    return n * n


async def main():
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(job(n), name=f"job-{n}") for n in range(3)]
        for task in tasks:
            task.add_done_callback(lambda each: print(each.get_name(), "done"))
        print(await tasks[1], [task.done() for task in tasks])
    print([task.result() for task in tasks])


asyncio.run(main())
