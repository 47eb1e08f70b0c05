import asyncio as _asyncio

from starlette.concurrency import run_in_threadpool as _run_in_threadpool


class BackgroundTask:
    def __init__(self, func, *args, **kwargs):
        vars(self).update(func=func, args=args, kwargs=kwargs, is_async=_asyncio.iscoroutinefunction(func))

    async def __call__(self):
        runner = () if self.is_async else (_run_in_threadpool,)
        call, *given = *runner, self.func, *self.args
        await call(*given, **self.kwargs)


class BackgroundTasks(BackgroundTask):
    def __init__(self, tasks=None):
        self.tasks = [] if tasks is None else [*tasks]

    def add_task(self, func, *args, **kwargs):
        self.tasks += [BackgroundTask(func, *args, **kwargs)]

    async def __call__(self):
        for each in self.tasks:
            await each()
