"""Condition wants its lock to be held."""
import asyncio


async def main():
    condition = asyncio.Condition()
    for action in (condition.wait, condition.notify_all):
        try:
            result = action()
            if asyncio.iscoroutine(result):
                await result
        except RuntimeError as error:
            print(error)
    lock = asyncio.Lock()
    shared = asyncio.Condition(lock)
    async with shared:
        print(lock.locked(), shared.locked())


asyncio.run(main())
