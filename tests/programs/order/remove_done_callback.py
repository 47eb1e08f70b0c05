"""remove_done_callback tells how many it removed."""
import asyncio


def hello(future):
    print("hello", future.result())


async def main():
    future = asyncio.get_running_loop().create_future()
    future.add_done_callback(hello)
    future.add_done_callback(hello)
    print(future.remove_done_callback(hello))
    print(future.remove_done_callback(hello))
    future.add_done_callback(hello)
    future.set_result(3)
    print("set")
    await asyncio.sleep(0)


asyncio.run(main())
