"""asyncio.run cannot be called from a running loop."""
import asyncio


async def inner():
    print("never")


async def main():
    coroutine = inner()
    try:
        asyncio.run(coroutine)
    except RuntimeError as error:
        print("RuntimeError:", error)
    coroutine.close()


asyncio.run(main())
