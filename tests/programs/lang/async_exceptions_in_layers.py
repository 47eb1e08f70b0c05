"""An exception passes through awaits, finally and handlers of several coroutines."""
import asyncio


async def bottom(n):
    await asyncio.sleep(0.1)
    if n % 2:
        raise ValueError(f"odd {n}")
    return n


async def middle(n):
    try:
        return await bottom(n)
    except KeyError:
        print("wrong handler")
    finally:
        print("middle", n)


async def top(n):
    try:
        value = await middle(n)
    except ValueError as error:
        raise RuntimeError(f"top {n}") from error
    else:
        return value


async def main():
    for n in range(3):
        try:
            print(await top(n))
        except RuntimeError as error:
            print(error, "because", error.__cause__)


asyncio.run(main())
