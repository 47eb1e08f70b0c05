"""A semaphore's value is not negative."""
import asyncio


async def main():
    try:
        asyncio.Semaphore(-1)
    except ValueError as error:
        print("ValueError:", error)
    gate = asyncio.Semaphore()
    await gate.acquire()
    print(gate.locked())
    gate.release()
    gate.release()
    await gate.acquire()
    await gate.acquire()
    print(gate.locked())


asyncio.run(main())
