import asyncio


def handler(loop, context):
    print("handler:", sorted(context), context["message"], repr(context.get("exception")))


def failing(x):
    raise LookupError(x)


async def bad(seconds):
    await asyncio.sleep(seconds)
    raise RuntimeError(seconds)


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(handler)
    print(loop.get_exception_handler() is handler)
    loop.call_soon(failing, 1)
    loop.call_later(0.1, failing, "a text that is longer than thirty characters")
    task = asyncio.create_task(bad(0))
    task.add_done_callback(lambda task: failing(task.exception()))
    await asyncio.sleep(0.2)
    outer = asyncio.shield(bad(0.3))
    outer.cancel()
    await asyncio.sleep(1)
    loop.call_exception_handler({"message": "mine", "x": 1})
    try:
        loop.set_exception_handler(5)
    except TypeError as error:
        print(error)


asyncio.run(main())
try:
    asyncio.get_event_loop()
except RuntimeError as error:
    print(error)
