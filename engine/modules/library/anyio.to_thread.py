from anyio import _of_loop, _run_sync

run_sync = _run_sync


def current_default_thread_limiter():
    return _of_loop()[0]
