"""A future that a callback sets."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    print(future.done())
    loop.call_soon(future.set_result, "value")
    print(await future)
    print(future.done(), future.result(), future.exception(), future.cancelled())


asyncio.run(main())
