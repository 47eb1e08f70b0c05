"""async with awaits __aenter__ and __aexit__."""
import asyncio


class Connection:
    def __init__(self, name):
        self.name = name

    async def __aenter__(self):
        await asyncio.sleep(1)
        print("open", self.name)
        return self

    async def __aexit__(self, kind, value, trace):
        await asyncio.sleep(0.5)
        print("close", self.name, kind.__name__ if kind else None)
        return kind is ValueError


async def main():
    async with Connection("a") as connection:
        print("using", connection.name)
    async with Connection("b"):
        raise ValueError("swallowed")
    async with Connection("c") as c, Connection("d") as d:
        print(c.name, d.name)
    print(asyncio.get_running_loop().time())


asyncio.run(main())
