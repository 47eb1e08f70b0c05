"""asyncio.run wants a coroutine."""
import asyncio


def plain():
    return 1


try:
    asyncio.run(plain)
except ValueError as error:
    print("ValueError:", str(error).split(",")[0])
try:
    asyncio.run(plain())
except ValueError as error:
    print("ValueError:", error)
