from anyio import _run_sync


async def run_in_threadpool(function, *args, **kwargs):
    return await _run_sync(function, *args, _keywords=kwargs)


class _StopIteration(Exception):
    pass


def _next(iterator):
    try:
        return next(iterator)
    except StopIteration:
        raise _StopIteration from None


async def iterate_in_threadpool(iterator):
    iterator = iter(iterator)
    while True:
        try:
            yield await _run_sync(_next, iterator)
        except _StopIteration:
            break
