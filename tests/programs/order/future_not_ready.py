"""Asking a future for its result too early."""
import asyncio


async def main():
    future = asyncio.get_running_loop().create_future()
    try:
        future.result()
    except asyncio.InvalidStateError as error:
        print("result:", error)
    try:
        future.exception()
    except asyncio.InvalidStateError as error:
        print("exception:", error)
    print(future.cancel(), future.cancelled(), future.done())
    print(future.cancel())
    try:
        future.result()
    except asyncio.CancelledError as error:
        print("cancelled", repr(error))


asyncio.run(main())
