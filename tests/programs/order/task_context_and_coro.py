"""create_task with a name, get_coro, set_name and a context."""
import asyncio
import contextvars

level = contextvars.ContextVar("level", default=0)


async def job():
    level.set(level.get() + 1)
    return level.get()


async def main():
    level.set(10)
    context = contextvars.copy_context()
    first = asyncio.create_task(job(), context=context)
    second = asyncio.create_task(job(), name="named")
    print(first.get_coro().__name__, second.get_name())
    print(await first, await second, level.get(), context.run(level.get))
    third = asyncio.create_task(job(), context=context)
    print(await third, context.run(level.get))
    token = level.set(99)
    print(level.get())
    level.reset(token)
    print(level.get(), token.var is level)


asyncio.run(main())
