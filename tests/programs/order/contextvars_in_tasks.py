"""Each task has a copy of the context."""
import asyncio
import contextvars

user = contextvars.ContextVar("user", default="nobody")


async def child(name):
    print("before", name, user.get())
    user.set(name)
    await asyncio.sleep(0)
    print("after", name, user.get())


async def main():
    user.set("main")
    await asyncio.gather(child("a"), child("b"))
    print(user.get())
    await child("called directly")
    print(user.get())
    asyncio.get_running_loop().call_soon(lambda: print("callback", user.get()))
    await asyncio.sleep(0)
    context = contextvars.copy_context()
    context.run(user.set, "in context")
    print(user.get(), context[user])
    task = asyncio.create_task(child("t"), context=context)
    await task
    print(context[user])


asyncio.run(main())
