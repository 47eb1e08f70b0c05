"""Setting a result twice is an InvalidStateError."""
import asyncio


async def main():
    future = asyncio.get_running_loop().create_future()
    future.set_result(1)
    try:
        future.set_result(2)
    except asyncio.InvalidStateError as error:
        print("InvalidStateError:", error)
    try:
        future.set_exception(ValueError())
    except asyncio.InvalidStateError as error:
        print("InvalidStateError:", error)
    print(future.result())


asyncio.run(main())
