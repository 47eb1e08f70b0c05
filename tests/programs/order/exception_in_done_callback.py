"""An exception in a done-callback does not hurt the awaiter."""
import asyncio


async def child():
    return "value"


def broken(task):
    raise KeyError("callback")


async def main():
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: print("handler", repr(context["exception"])))
    task = asyncio.create_task(child())
    task.add_done_callback(broken)
    print(await task)


asyncio.run(main())
