import asyncio, types, inspect
@types.coroutine
def old(n):
    x = yield from asyncio.sleep(n, "v").__await__()
    return x
async def main():
    print(await old(0.1))
    print(asyncio.iscoroutinefunction(old), inspect.isawaitable(old(0)))
    t = asyncio.create_task(main2(), name="zz")
    await asyncio.sleep(0)
    print([f.f_code.co_name for f in t.get_stack()])
    t.print_stack()
    await t
    t.print_stack()
    print(t.get_stack())
    print(asyncio.exceptions.CancelledError is asyncio.CancelledError, asyncio.tasks.Task is asyncio.Task)
    print(asyncio.get_event_loop_policy().__class__.__name__[-6:])
    print(asyncio.IncompleteReadError(b"ab", 5), asyncio.LimitOverrunError("m", 3).consumed)
async def main2():
    await asyncio.sleep(1)
asyncio.run(main())
