"""Async generators: asend, athrow, aclose, cleaning up, misuse."""
import asyncio


async def counter():
    got = None
    try:
        for i in range(5):
            await asyncio.sleep(0)
            try:
                got = yield (i, got)
            except ValueError as error:
                print("inside", error)
                yield "recovered"
    finally:
        print("closing")
        await asyncio.sleep(0)
        print("closed")


async def main():
    a = counter()
    print(await a.__anext__())
    print(await a.asend("hello"))
    print(await a.athrow(ValueError("boo")))
    print(await a.__anext__())
    await a.aclose()
    await a.aclose()
    try:
        await a.__anext__()
    except StopAsyncIteration:
        print("exhausted")
    async for i, _ in counter():
        if i == 2:
            break
        print(i)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print([i async for i, _ in counter() if i % 2])
    print({i: g async for i, g in counter()})

    async def bad():
        yield 1
        raise StopAsyncIteration

    try:
        async for x in bad():
            print("x", x)
    except RuntimeError as error:
        print(error)

    gen = (await identity(x) async for x in small())
    print([y async for y in gen])
    try:
        async for x in [1]:
            pass
    except TypeError as error:
        print(error)
    try:
        for x in small():
            pass
    except TypeError as error:
        print(error)
    b = small()
    step = b.asend(None)
    print(await step)
    try:
        await step
    except RuntimeError as error:
        print(error)
    await b.aclose()


async def identity(x):
    await asyncio.sleep(0.01)
    return x


async def small():
    yield 1
    yield 2

asyncio.run(main())
