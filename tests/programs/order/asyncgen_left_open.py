"""asyncio.run closes async generators that were left open."""
import asyncio


async def source():
    try:
        yield 1
        yield 2
    finally:
        await asyncio.sleep(1)
        print("finalised", asyncio.get_running_loop().time())


gens = []


async def main():
    gen = source()
    gens.append(gen)
    print(await gen.__anext__())
    print("main returns")


asyncio.run(main())
print("after run")
