"""A time-out that is due together with what the block waits for wins, armed first or not: the task is cancelled before it goes on."""
import asyncio


async def main():
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(1, future.set_result, "first")
    try:
        async with asyncio.timeout(1):
            print(await future)
            print("the block goes on")
            await asyncio.sleep(0)
            print("never")
    except TimeoutError:
        print("timed out")
    try:
        async with asyncio.timeout(1):
            await asyncio.sleep(1)
            print("slept")
    except TimeoutError:
        print("the time-out was armed first")


asyncio.run(main())
