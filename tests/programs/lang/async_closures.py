"""Coroutines with closures, defaults and comprehensions that await."""
import asyncio


def make(seconds):
    async def wait(name, by=1):
        nonlocal seconds
        await asyncio.sleep(seconds)
        seconds += by
        return f"{name} {seconds}"

    return wait


async def main():
    wait = make(1)
    print(await wait("a"))
    print(await wait("b", by=2))
    print([await wait(name) for name in "xy"])
    print({name: await wait(name, 0) for name in "z"})
    print(asyncio.get_running_loop().time())


asyncio.run(main())
