"""current_task in tasks and in callbacks."""
import asyncio


def callback():
    print("callback", asyncio.current_task())


async def child():
    return asyncio.current_task().get_name()


async def main():
    me = asyncio.current_task()
    print(me.get_name(), me.done())
    asyncio.get_running_loop().call_soon(callback)
    print(await child(), await asyncio.create_task(child()))
    print(asyncio.current_task() is me)


asyncio.run(main())
