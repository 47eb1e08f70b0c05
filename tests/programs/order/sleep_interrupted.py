"""What others than its task do to a coroutine that sleeps: look at it, resume it, throw into it, close it, cancel it."""
import asyncio


def names(coro):
    """The chain of awaited coroutines."""
    found = []
    while coro is not None and hasattr(coro, "cr_await"):
        found.append(coro.__qualname__)
        coro = coro.cr_await
    return found


async def inner(seconds):
    try:
        await asyncio.sleep(seconds)
        return "slept"
    finally:
        print("inner leaves at", asyncio.get_running_loop().time())


async def outer(seconds):
    return await inner(seconds)


async def look():
    coro = outer(1)
    task = asyncio.create_task(coro, name="looked at")
    zero = asyncio.create_task(yielder(), name="yields")
    await asyncio.sleep(0)
    print(names(coro), coro.cr_running)
    print(names(zero.get_coro()))
    await asyncio.sleep(0.5)
    print(names(coro))
    print(await task, await zero)


async def yielder():
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return "yielded"


async def send():
    coro = inner(1)
    task = asyncio.create_task(coro)
    await asyncio.sleep(0.25)
    print("yields again:", coro.send(None) is not None, task.done())
    print(await task)


async def throw():
    coro = inner(1)
    task = asyncio.create_task(coro)
    await asyncio.sleep(0.25)
    try:
        coro.throw(ValueError("from outside"))
    except ValueError as error:
        print("throw:", error)
    print(task.done())


async def close_inner():
    held = inner(1)

    async def holder():
        return await held

    task = asyncio.create_task(holder())
    await asyncio.sleep(0.25)
    held.close()
    print("closed", task.done())
    await asyncio.sleep(2)
    print("later", task.done())


async def close_when_due():
    """The timer is due and stands in the ready queue, and the one before it closes the coroutine."""
    coro = None
    task = None

    async def first():
        await asyncio.sleep(1)
        coro.close()
        print("closed", task.done())

    earlier = asyncio.create_task(first())
    await asyncio.sleep(0)
    coro = inner(1)
    task = asyncio.create_task(coro)
    await earlier
    await asyncio.sleep(1)
    print("later", task.done())


async def cancel_when_due():
    """Cancelled at each moment of the last iterations of its sleep."""
    for delay in range(6):
        task = asyncio.create_task(inner(1))
        await asyncio.sleep(0)
        await asyncio.sleep(1)
        for _ in range(delay):
            await asyncio.sleep(0)
        print(delay, task.cancel(f"message {delay}"), task.cancelling(), task.done())
        try:
            print(await task)
        except asyncio.CancelledError as error:
            print("cancelled:", error)


async def cancel_before():
    """By a timer that is due before it in the same iteration; then cancelled twice."""

    async def victim():
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError as error:
            print("victim:", error, asyncio.current_task().cancelling())
        await asyncio.sleep(1)
        return "went on"

    loop = asyncio.get_running_loop()
    loop.call_later(1, lambda: (task.cancel("one"), task.cancel("two")))
    task = asyncio.create_task(victim())
    await asyncio.sleep(0.5)
    print(await task, loop.time())


async def cancel_itself():
    async def victim():
        asyncio.current_task().cancel("itself")
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError as error:
            print("victim:", error)
        await asyncio.sleep(1)
        return "went on"

    print(await asyncio.create_task(victim()))


async def shown():
    task = asyncio.create_task(asyncio.sleep(1, "object"), name="object")
    own = asyncio.create_task(inner(1), name="own")
    await asyncio.sleep(0)
    for each in task, own:
        text = repr(each)
        print(each.get_name(), text[text.index("wait_for="):].replace(" created at", ""))
    own.cancel()
    text = repr(own)
    print(text[:text.index(" name")], text[text.index("wait_for="):])
    print(await asyncio.gather(task, own, return_exceptions=True))


async def main():
    for part in look, send, throw, close_inner, close_when_due, cancel_when_due, cancel_before, cancel_itself, shown:
        print("--", part.__name__)
        await part()


asyncio.run(main())
