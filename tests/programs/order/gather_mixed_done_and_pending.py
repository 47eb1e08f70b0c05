"""gather of futures that are done already and of tasks that are not."""
import asyncio


async def job():
    await asyncio.sleep(0)
    return "task"


async def main():
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    done.set_result("future")
    print(await asyncio.gather(done, job()))
    print(await asyncio.gather(job(), done, job()))


asyncio.run(main())
