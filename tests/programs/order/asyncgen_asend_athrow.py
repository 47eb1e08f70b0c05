"""asend, athrow and aclose."""
import asyncio


async def echo():
    value = None
    try:
        while True:
            try:
                value = yield value
                await asyncio.sleep(0.5)
            except ValueError as error:
                value = f"handled {error}"
    finally:
        print("closed at", asyncio.get_running_loop().time())


async def main():
    gen = echo()
    print(await gen.asend(None), await gen.asend(1), await gen.asend("two"))
    print(await gen.athrow(ValueError("oops")))
    await gen.aclose()
    try:
        await gen.asend(3)
    except StopAsyncIteration:
        print("exhausted")
    print("over")


asyncio.run(main())
