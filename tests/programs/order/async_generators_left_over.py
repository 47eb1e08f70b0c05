import asyncio
async def agen(n):
    try:
        for i in range(n):
            await asyncio.sleep(0.1)
            yield i
    except GeneratorExit:
        print("genexit")
        raise
    finally:
        await asyncio.sleep(0.05)
        print("agen closed", n)
async def main():
    async for x in agen(5):
        print(x)
        if x == 2: break
    g = agen(3)
    print(await anext(g))
    await g.aclose()
    try: await anext(g)
    except StopAsyncIteration: print("SAI")
    g = agen(4)
    print(await g.__anext__())
    try:
        await g.athrow(ValueError("v"))
    except ValueError as e: print("back", e)
    g2 = agen(7)
    await anext(g2)
    print(await anext(g2, "default"))
    t = asyncio.create_task(g2.__anext__())
    await asyncio.sleep(0)
    try:
        await g2.__anext__()
    except RuntimeError as e: print(e)
    print(await t)
    print("main end")
asyncio.run(main())
print("over")
