"""An exception set on a future is raised in every awaiter."""
import asyncio


async def waiter(name, future):
    try:
        await future
    except KeyError as error:
        print(name, repr(error))


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(1, future.set_exception, KeyError("missing"))
    await asyncio.gather(waiter("a", future), waiter("b", future))
    print(repr(future.exception()))


asyncio.run(main())
