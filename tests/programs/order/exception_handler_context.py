"""What the exception handler is told."""
import asyncio


def broken(n):
    return 1 / n


async def main():
    loop = asyncio.get_running_loop()
    seen = []

    def handler(loop, context):
        seen.append((sorted(context), type(context["exception"]).__name__))

    loop.set_exception_handler(handler)
    loop.call_soon(broken, 0)
    loop.call_later(1, broken, 0)
    await asyncio.sleep(2)
    print(seen)
    loop.call_exception_handler({"message": "by hand", "exception": KeyError()})
    print(len(seen), seen[-1])
    loop.set_exception_handler(None)


asyncio.run(main())
