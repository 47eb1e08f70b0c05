"""What a task says about itself while it lives."""
import asyncio


async def fine():
    return 1


async def broken():
    raise LookupError("nothing here")


async def main():
    good = asyncio.create_task(fine())
    bad = asyncio.create_task(broken())
    print(good.done(), bad.done())
    try:
        good.result()
    except asyncio.InvalidStateError as error:
        print(error)
    try:
        good.exception()
    except asyncio.InvalidStateError as error:
        print(error)
    await asyncio.sleep(0)
    print(good.done(), good.result(), good.exception())
    print(bad.done(), repr(bad.exception()))
    try:
        bad.result()
    except LookupError as error:
        print("raised", error)


asyncio.run(main())
