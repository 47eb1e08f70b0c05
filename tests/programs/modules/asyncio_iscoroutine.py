"""Telling coroutines and coroutine functions."""
import asyncio


async def job():
    return 1


def plain():
    return 1


coroutine = job()
print(asyncio.iscoroutinefunction(job), asyncio.iscoroutinefunction(plain))
print(asyncio.iscoroutine(coroutine), asyncio.iscoroutine(job))
print(asyncio.run(coroutine))
