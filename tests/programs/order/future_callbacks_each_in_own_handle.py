"""Done-callbacks of one future and other callbacks interleave as they are queued."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    log = []
    future = loop.create_future()
    future.add_done_callback(lambda each: log.append("one"))
    loop.call_soon(log.append, "before")
    future.add_done_callback(lambda each: (log.append("two"), loop.call_soon(log.append, "from two")))
    future.set_result(None)
    loop.call_soon(log.append, "after")
    future.add_done_callback(lambda each: log.append("three"))
    await asyncio.sleep(0)
    print(log)
    await asyncio.sleep(0)
    print(log)


asyncio.run(main())
