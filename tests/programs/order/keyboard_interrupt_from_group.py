import asyncio
async def ki():
    await asyncio.sleep(0.2)
    raise KeyboardInterrupt("stop")
async def m2():
    async with asyncio.TaskGroup() as g:
            g.create_task(ki())
            g.create_task(asyncio.sleep(5))
asyncio.run(m2())
