"""AsyncExitStack leaves in reverse order, with exceptions."""
import asyncio
from contextlib import AsyncExitStack, aclosing, asynccontextmanager


@asynccontextmanager
async def resource(name):
    await asyncio.sleep(0.1)
    print("open", name)
    try:
        yield name
    finally:
        await asyncio.sleep(0.1)
        print("close", name)


async def numbers():
    try:
        for n in range(5):
            yield n
    finally:
        print("numbers closed")


async def main():
    async with AsyncExitStack() as stack:
        for name in "abc":
            await stack.enter_async_context(resource(name))
        stack.callback(print, "callback")
    try:
        async with resource("failing"):
            raise ValueError("inside")
    except ValueError as error:
        print(error)
    async with aclosing(numbers()) as source:
        async for n in source:
            if n == 1:
                break
    print(f"{asyncio.get_running_loop().time():.1f}")


asyncio.run(main())
