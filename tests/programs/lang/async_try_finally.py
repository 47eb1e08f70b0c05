"""finally with an await inside, and return through it."""
import asyncio


async def work(n):
    try:
        await asyncio.sleep(1)
        if n == 1:
            raise ValueError(n)
        return f"value {n}"
    except ValueError:
        await asyncio.sleep(1)
        return "handled"
    finally:
        await asyncio.sleep(0.5)
        print("finally", n, asyncio.get_running_loop().time())


async def main():
    print(await work(0))
    print(await work(1))
    for n in range(3):
        try:
            if n == 1:
                continue
            await asyncio.sleep(0)
        finally:
            print("loop", n)


asyncio.run(main())
