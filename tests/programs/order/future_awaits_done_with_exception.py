"""Awaiting a future that already has an exception raises at once."""
import asyncio


async def main():
    future = asyncio.get_running_loop().create_future()
    future.set_exception(ValueError("ready"))
    order = []
    asyncio.get_running_loop().call_soon(order.append, "callback")
    try:
        await future
    except ValueError as error:
        print(error, order)
    try:
        future.set_exception(StopIteration())
    except (asyncio.InvalidStateError, TypeError) as error:
        print(type(error).__name__)
    other = asyncio.get_running_loop().create_future()
    try:
        other.set_exception(StopIteration())
    except TypeError as error:
        print(error)
    other.set_exception(KeyError)
    print(repr(other.exception()))


asyncio.run(main())
