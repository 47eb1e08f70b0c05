"""iscoroutinefunction of partials and lambdas, gather of futures of another kind."""
import asyncio
import functools
import inspect


async def job(n=1):
    return n


print(asyncio.iscoroutinefunction(job), asyncio.iscoroutinefunction(functools.partial(job, 2)), inspect.iscoroutinefunction(job), inspect.isawaitable(5))
print(asyncio.run(functools.partial(job, 7)()))
coroutine = job()
print(inspect.iscoroutine(coroutine), inspect.isawaitable(coroutine), asyncio.run(coroutine))
