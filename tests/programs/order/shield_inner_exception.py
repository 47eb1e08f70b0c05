"""After the outer was cancelled, the inner one's exception is kept, and no handler hears of it."""
import asyncio


async def inner():
    await asyncio.sleep(2)
    raise ValueError("nobody awaits this")


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print("handler:", context["message"], repr(context["exception"])))
    task = asyncio.create_task(inner())
    outer = asyncio.ensure_future(asyncio.shield(task))
    await asyncio.sleep(1)
    outer.cancel()
    await asyncio.gather(outer, return_exceptions=True)
    await asyncio.sleep(2)
    print(repr(task.exception()))


asyncio.run(main())
