import contextlib as _contextlib

import anyio as _anyio
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool


@_contextlib.asynccontextmanager
async def contextmanager_in_threadpool(manager):
    exit_limiter = _anyio.CapacityLimiter(1)
    try:
        yield await run_in_threadpool(manager.__enter__)
    except Exception as error:
        handled = bool(await _anyio._run_sync(manager.__exit__, type(error), error, None, limiter=exit_limiter))
        if not handled:
            raise
    else:
        await _anyio._run_sync(manager.__exit__, None, None, None, limiter=exit_limiter)
