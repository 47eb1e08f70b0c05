"""Condition.wait takes the lock again even when it is cancelled."""
import asyncio


async def waiter(condition):
    async with condition:
        try:
            await condition.wait()
        except asyncio.CancelledError:
            print("cancelled, lock held:", condition.locked(), asyncio.get_running_loop().time())
            raise


async def main():
    condition = asyncio.Condition()
    task = asyncio.create_task(waiter(condition))
    await asyncio.sleep(1)
    async with condition:
        task.cancel()
        await asyncio.sleep(1)
        print("main leaves", task.done())
    await asyncio.gather(task, return_exceptions=True)
    print(condition.locked())


asyncio.run(main())
