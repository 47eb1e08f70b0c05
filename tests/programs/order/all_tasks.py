"""all_tasks holds those that are not done."""
import asyncio


async def job():
    await asyncio.sleep(1)


async def main():
    tasks = [asyncio.create_task(job(), name=f"job{n}") for n in range(3)]
    print(sorted(task.get_name() for task in asyncio.all_tasks()))
    await tasks[0]
    print(sorted(task.get_name() for task in asyncio.all_tasks()))


asyncio.run(main())
