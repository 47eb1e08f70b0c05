"""A child's own cancellation is an exception like any other."""
import asyncio


async def child(name):
    await asyncio.sleep(1)
    print(name, "finished")
    return name


async def main():
    a = asyncio.create_task(child("a"))
    b = asyncio.create_task(child("b"))
    asyncio.get_running_loop().call_later(0.5, a.cancel)
    results = await asyncio.gather(a, b, return_exceptions=True)
    print([repr(each) for each in results])
    c = asyncio.create_task(child("c"))
    d = asyncio.create_task(child("d"))
    asyncio.get_running_loop().call_later(0.5, c.cancel)
    try:
        await asyncio.gather(c, d)
    except asyncio.CancelledError:
        print("cancelled out of gather", c.cancelled(), d.done())
    print(await d)


asyncio.run(main())
