"""gather() listens to each argument as soon as it has a future for it: a future that is done already calls back before
the first step of the coroutines behind it."""
import asyncio


async def child(name):
    asyncio.get_running_loop().call_soon(print, "queued by", name)
    return name


async def main():
    loop = asyncio.get_running_loop()
    failed = loop.create_future()
    failed.set_exception(ValueError("failed before"))
    try:
        await asyncio.gather(failed, child("a"), child("b"))
    except ValueError as error:
        print("caught", error)
    await asyncio.sleep(0)
    failed = loop.create_future()
    failed.set_exception(ValueError("failed before"))
    try:
        await asyncio.gather(child("c"), failed, child("d"))
    except ValueError as error:
        print("caught", error)
    await asyncio.sleep(0)

    ready = loop.create_future()
    ready.set_result("there")
    same = child("e")
    print(await asyncio.gather(ready, same, child("f"), same, ready))
    same = asyncio.create_task(child("g"))
    print(await asyncio.gather(same, ready, same, asyncio.sleep(0, "slept"), return_exceptions=True))
    nap = asyncio.sleep(1, "nap")
    print(await asyncio.gather(nap, nap, child("h"), nap))

    kept = []
    try:
        await asyncio.gather(child("i"), kept.append, child("j"))
    except TypeError as error:
        print(error)
    await asyncio.sleep(0)
    await asyncio.sleep(0)


for debug in (False, True):
    asyncio.run(main(), debug=debug)
