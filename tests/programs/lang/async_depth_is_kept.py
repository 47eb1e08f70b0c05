"""However chains of coroutines are suspended and go on, the depth of calls that is left stays what it was."""
import asyncio


def depth():
    count = 0

    def deeper():
        nonlocal count
        count += 1
        deeper()

    try:
        deeper()
    except RecursionError:
        pass
    return count


async def leaf():
    await asyncio.sleep(0)
    await asyncio.sleep(0)


async def layer(function):
    await function()
    await function()


async def generator():
    for i in range(3):
        await layer(leaf)
        yield i


async def main():
    before = depth()
    for function in (leaf, lambda: layer(leaf), lambda: layer(lambda: layer(leaf))):
        await layer(function)
        print(depth() == before)

    async def iterate():
        async for _ in generator():
            await layer(leaf)

    await layer(iterate)
    print(depth() == before, b"".join(bytes([i]) for i in range(3)))


asyncio.run(main())
