"""asyncio.run returns what main returns, and passes on what it raises."""
import asyncio


async def value():
    await asyncio.sleep(1)
    return {"answer": 42}


async def broken():
    await asyncio.sleep(1)
    raise LookupError("nothing")


async def cancelled():
    asyncio.current_task().cancel("by myself")
    await asyncio.sleep(1)


print(asyncio.run(value()))
try:
    asyncio.run(broken())
except LookupError as error:
    print(repr(error))
try:
    asyncio.run(cancelled())
except asyncio.CancelledError as error:
    print("CancelledError", error.args)
