import asyncio
async def c(n, r=None):
    try:
        await asyncio.sleep(n)
        print("c done", n)
        return r or n
    except asyncio.CancelledError as e:
        print("c cancelled", n, e.args)
        raise
async def main():
    t = asyncio.create_task(c(1))
    s = asyncio.shield(t)
    await asyncio.sleep(0.1)
    s.cancel("why")
    try: await s
    except asyncio.CancelledError as e: print("shield cancelled", e.args)
    print(t.cancelled(), await t)
    g = asyncio.gather(c(1), c(2), c(3))
    await asyncio.sleep(0.5)
    print(g.cancel("gmsg"), g)
    try: await g
    except asyncio.CancelledError as e: print("gather cancelled", e.args)
    t1, t2 = asyncio.create_task(c(1)), asyncio.create_task(c(2))
    g = asyncio.gather(t1, t2, return_exceptions=True)
    await asyncio.sleep(0.1)
    t1.cancel("one")
    print(await g)
    async def outer():
        try:
            await asyncio.shield(c(0.5, "inner"))
        except asyncio.CancelledError:
            print("outer cancelled")
            raise
    o = asyncio.create_task(outer())
    await asyncio.sleep(0.1)
    o.cancel()
    await asyncio.sleep(1)
    print(o.cancelled(), o)
    print(await asyncio.gather(), await asyncio.gather(*[], return_exceptions=True))
    x = c(0.1)
    print(await asyncio.gather(x, x))
    d, p = await asyncio.wait({asyncio.create_task(c(0.1)), asyncio.create_task(c(9))}, timeout=1)
    print(len(d), len(p)); [q.cancel() for q in p]
    try: await asyncio.wait([])
    except ValueError as e: print(e)
    try: await asyncio.wait([c(1)])
    except TypeError as e: print(e)
    try: await asyncio.wait(c(1))
    except TypeError as e: print(e)
    try: await asyncio.wait([t], return_when="x")
    except ValueError as e: print(e)
asyncio.run(main())
