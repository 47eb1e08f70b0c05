import asyncio as _asyncio
import functools as _functools

from starlette.concurrency import run_in_threadpool as _run_in_threadpool


class BackgroundTask:
    def __init__(self, func, *args, **kwargs):
        vars(self).update(func=func, args=args, kwargs=kwargs, is_async=_asyncio.iscoroutinefunction(func))

    async def __call__(self):
        call = self.func if self.is_async else _functools.partial(_run_in_threadpool, self.func)
        await call(*self.args, **self.kwargs)


class BackgroundTasks(BackgroundTask):
    def __init__(self, tasks=None):
        self.tasks = [] if tasks is None else [*tasks]

    def add_task(self, func, *args, **kwargs):
        self.tasks += [BackgroundTask(func, *args, **kwargs)]

    async def __call__(self):
        for each in self.tasks:
            await each()
