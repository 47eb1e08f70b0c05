"""Results and exceptions through several awaits and tasks."""
import asyncio


async def leaf(n):
    await asyncio.sleep(0.1 * n)
    if n == 3:
        raise ValueError(f"leaf {n}")
    return n


async def branch(n):
    try:
        return await leaf(n) * 10
    except ValueError as error:
        return str(error)
    finally:
        print("branch", n)


async def main():
    tasks = [asyncio.create_task(branch(n)) for n in (3, 1, 2)]
    print([await task for task in tasks])


asyncio.run(main())
