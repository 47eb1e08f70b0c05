import asyncio
async def sleeper():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("swallow", asyncio.current_task().cancelling())
        asyncio.current_task().uncancel()
        await asyncio.sleep(0.1)
        return "swallowed"
async def main():
    t = asyncio.create_task(sleeper())
    await asyncio.sleep(0)
    t.cancel(); 
    print(t.cancelling(), t)
    t.cancel()
    print(t.cancelling())
    print(await asyncio.gather(t, return_exceptions=True), t.cancelled(), t.cancelling())
    t = asyncio.create_task(sleeper())
    t.cancel("early")
    try: await t
    except asyncio.CancelledError as e: print("early", e.args, t.cancelled(), t)
    async def reraise():
        try: await asyncio.sleep(5)
        except asyncio.CancelledError: raise ValueError("instead")
    t = asyncio.create_task(reraise())
    await asyncio.sleep(0); t.cancel()
    try: await t
    except ValueError as e: print(repr(e), repr(e.__context__), t.cancelled())
    me = asyncio.current_task()
    me.cancel("self")
    try: await asyncio.sleep(0)
    except asyncio.CancelledError as e: print("self", e.args, me.cancelling(), me.uncancel(), me.uncancel())
    print(me.get_name(), me.get_coro().__name__)
    me.set_name(5); print(me.get_name())
    t = asyncio.create_task(asyncio.sleep(0), name=None); print(t.get_name()); await t
    print(t.cancel(), t.done())
    async def chain():
        return await asyncio.create_task(sleeper(), name="inner")
    t = asyncio.create_task(chain(), name="chain")
    await asyncio.sleep(0.1)
    t.cancel()
    print(await t)
    t = asyncio.create_task(asyncio.wait_for(sleeper(), 0.2))
    print(await asyncio.wait_for(t, 5))
asyncio.run(main())
