import asyncio


async def main():
    for delay in ("x", None, [1]):
        for make in (asyncio.timeout, asyncio.get_running_loop().call_later):
            try:
                make(delay, *([print] if make is not asyncio.timeout else []))
            except TypeError as error:
                print(make.__name__, error)
    try:
        await asyncio.wait([asyncio.current_task()], timeout="1")
    except TypeError as error:
        print(error)
    for make in (lambda: asyncio.Lock(1), lambda: asyncio.Event(loop=1), lambda: asyncio.Barrier(), lambda: asyncio.Semaphore("a")):
        try:
            make()
        except TypeError as error:
            print(error)


asyncio.run(main())
