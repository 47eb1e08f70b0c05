"""async for awaits __anext__; else and break as in for."""
import asyncio


class Ticker:
    def __init__(self, count):
        self.count = count
        self.n = 0

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n >= self.count:
            raise StopAsyncIteration
        self.n += 1
        await asyncio.sleep(0.5)
        return self.n


async def main():
    async for n in Ticker(3):
        print(n, asyncio.get_running_loop().time())
    else:
        print("else")
    async for n in Ticker(10):
        if n == 2:
            break
    else:
        print("never")
    print(n)
    print([n * n async for n in Ticker(3)])


asyncio.run(main())
