"""Condition: wait, notify, notify_all, wait_for."""
import asyncio


async def waiter(name, condition, log):
    async with condition:
        await condition.wait()
        log.append(name)


async def main():
    condition = asyncio.Condition()
    log = []
    tasks = [asyncio.create_task(waiter(name, condition, log)) for name in "abcd"]
    await asyncio.sleep(0)
    async with condition:
        condition.notify(2)
    await asyncio.sleep(0.1)
    print(log)
    async with condition:
        condition.notify_all()
    await asyncio.gather(*tasks)
    print(log)
    try:
        condition.notify()
    except RuntimeError as error:
        print(error)
    value = []

    async def setter():
        await asyncio.sleep(1)
        async with condition:
            value.append(1)
            condition.notify()

    asyncio.create_task(setter())
    async with condition:
        print(await condition.wait_for(lambda: len(value) > 0), asyncio.get_running_loop().time())


asyncio.run(main())
