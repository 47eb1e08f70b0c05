import asyncio
async def leaf(n):
    await asyncio.sleep(0.1)
    raise ValueError(n)
async def main():
    try:
        async with asyncio.TaskGroup() as tg:
            for i in range(3): tg.create_task(leaf(i))
    except ExceptionGroup as eg:
        print(eg.message, eg.exceptions, eg)
        a, b = eg.split(lambda e: e.args[0] > 1)
        print(repr(a), repr(b))
        print(eg.subgroup(ValueError) is eg, eg.derive([KeyError(1)]))
        eg.add_note("noted")
        print(eg.__notes__)
    async def inner():
        async with asyncio.TaskGroup() as tg:
            tg.create_task(leaf("in"))
            await asyncio.sleep(5)
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(inner())
            tg.create_task(leaf("out"))
    except* ValueError as e:
        print(repr(e))
        for x in e.exceptions: print(type(x).__name__, x)
    async def parent():
        async with asyncio.TaskGroup() as tg:
            tg.create_task(asyncio.sleep(5))
            await asyncio.sleep(5)
    t = asyncio.create_task(parent())
    await asyncio.sleep(0.1)
    t.cancel("outer cancel")
    try: await t
    except asyncio.CancelledError as e: print("cancelled", e.args, t.cancelling())
    async def body_raises():
        async with asyncio.TaskGroup() as tg:
            tg.create_task(leaf(1))
            await asyncio.sleep(0.1)
            raise KeyError("body")
    try: await body_raises()
    except BaseExceptionGroup as e: print(repr(e))
    async def ret():
        async with asyncio.TaskGroup() as tg:
            t = tg.create_task(asyncio.sleep(0.1, "r"))
            return t
    print((await ret()).result())
    raise ExceptionGroup("final", [ValueError(1), ExceptionGroup("nested", [TypeError(2)])])
asyncio.run(main())
