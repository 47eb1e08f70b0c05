"""Coroutine functions and lambdas as values."""
import asyncio


async def add(a, b=1):
    await asyncio.sleep(0)
    return a + b


async def apply(function, *args, **kwargs):
    return await function(*args, **kwargs)


async def main():
    print(await apply(add, 1), await apply(add, 1, 5), await apply(add, a=2, b=2))
    make = lambda n: add(n, n)
    print(await make(4), await asyncio.gather(*map(make, range(3))))
    table = {"add": add, "double": lambda n: add(n, n)}
    for name in table:
        print(name, await table[name](10))
    jobs = [(add, 1), (add, 2)]
    print([await function(argument) for function, argument in jobs])


asyncio.run(main())
