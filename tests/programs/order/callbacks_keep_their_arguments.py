"""call_soon with bound methods, closures and partial arguments."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    items = []
    for n in range(3):
        loop.call_soon(items.append, n)
        loop.call_soon(lambda: items.append("late " + str(n)))
        loop.call_soon(lambda n=n: items.append("kept " + str(n)))
    await asyncio.sleep(0)
    print(items)
    try:
        loop.call_soon()
    except TypeError as error:
        print("TypeError")


asyncio.run(main())
