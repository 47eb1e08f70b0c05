"""Two stages with queues between them, ended by a sentinel."""
import asyncio


async def source(out):
    for n in range(4):
        await asyncio.sleep(0.1)
        await out.put(n)
    await out.put(None)


async def square(inbox, out):
    n = await inbox.get()
    while n is not None:
        await asyncio.sleep(0.25)
        await out.put(n * n)
        n = await inbox.get()
    await out.put(None)


async def sink(inbox):
    loop = asyncio.get_running_loop()
    while True:
        value = await inbox.get()
        if value is None:
            break
        print(f"{loop.time():.2f} {value}")


async def main():
    a, b = asyncio.Queue(), asyncio.Queue()
    await asyncio.gather(source(a), square(a, b), sink(b))


asyncio.run(main())
