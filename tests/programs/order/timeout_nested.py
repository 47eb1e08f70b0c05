"""Of nested time-outs each converts only its own cancellation."""
import asyncio


async def main():
    try:
        async with asyncio.timeout(1):
            try:
                async with asyncio.timeout(5):
                    await asyncio.sleep(10)
            except TimeoutError:
                print("inner: wrong")
    except TimeoutError:
        print("outer fired")
    try:
        async with asyncio.timeout(5):
            try:
                async with asyncio.timeout(1):
                    await asyncio.sleep(10)
            except TimeoutError:
                print("inner fired")
            await asyncio.sleep(1)
            print("outer goes on")
    except TimeoutError:
        print("outer: wrong")


asyncio.run(main())
