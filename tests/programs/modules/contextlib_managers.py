"""contextlib."""
import asyncio
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress, ExitStack, closing


@contextmanager
def managed(name):
    print("enter", name)
    try:
        yield name.upper()
    except ValueError as error:
        print("handled", error)
    finally:
        print("exit", name)


@asynccontextmanager
async def connection(seconds):
    await asyncio.sleep(seconds)
    yield "connected"
    await asyncio.sleep(seconds)


with managed("a") as value:
    print(value)
with managed("b"):
    raise ValueError("inside")
with suppress(KeyError), nullcontext(5) as five:
    print(five)
    {}["x"]
with ExitStack() as stack:
    for name in "xy":
        stack.enter_context(managed(name))
    stack.callback(print, "callback")


async def main():
    async with connection(1) as state:
        print(state)
    print(asyncio.get_running_loop().time())


asyncio.run(main())
