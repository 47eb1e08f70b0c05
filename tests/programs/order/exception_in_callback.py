"""An exception in a callback goes to the handler, and the loop goes on."""
import asyncio


def broken():
    raise ValueError("in a callback")


async def main():
    loop = asyncio.get_running_loop()

    def handler(loop, context):
        print("handler:", repr(context["exception"]))

    loop.set_exception_handler(handler)
    loop.call_soon(broken)
    loop.call_soon(print, "next callback")
    await asyncio.sleep(0)
    print("main goes on")


asyncio.run(main())
