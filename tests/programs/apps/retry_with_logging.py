"""Retries with backoff, logged from inside a decorator's wrapper."""
import asyncio
import functools
import logging
import random
import sys

logging.basicConfig(stream=sys.stdout, level=logging.DEBUG, format="%(levelname)-8s|%(name)s|%(funcName)s:%(lineno)d| %(message)s")
log = logging.getLogger("retry")
logging.getLogger("asyncio").setLevel(logging.WARNING)


class TransientError(Exception):
    def __init__(self, code, *, retry_after=None):
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after

    def __str__(self):
        return f"transient {self.code}" + (f" (retry after {self.retry_after}s)" if self.retry_after else "")


def retry(*exceptions, attempts=3, base=0.1, factor=2, jitter=None):
    def decorate(fn):
        @functools.wraps(fn)
        async def wrapper(*args, **kwargs):
            delay = base
            for attempt in range(1, attempts + 1):
                try:
                    return await fn(*args, **kwargs)
                except exceptions as exc:
                    if attempt == attempts:
                        log.error("giving up on %s after %d attempts: %s", fn.__name__, attempt, exc)
                        raise RuntimeError(f"{fn.__qualname__} failed") from exc
                    pause = exc.retry_after or delay + (jitter.uniform(0, base) if jitter else 0)
                    log.warning("attempt %d/%d: %r; waiting %.3f", attempt, attempts, exc, pause)
                    await asyncio.sleep(pause)
                    delay *= factor
        wrapper.attempts = attempts
        return wrapper
    return decorate


class Service:
    def __init__(self):
        self.calls = 0

    @retry(TransientError, ConnectionError, attempts=4, jitter=random.Random(42))
    async def fetch(self, key, *, fail=2):
        """Fetch one key."""
        self.calls += 1
        if self.calls <= fail:
            raise TransientError(500 + self.calls, retry_after=0.25 if self.calls == 2 else None)
        log.info("ok %s", key, extra={"x": 1})
        return {key: self.calls}


async def main():
    s = Service()
    print(await s.fetch("a"))
    print(Service.fetch.__name__, Service.fetch.__doc__, Service.fetch.attempts, asyncio.iscoroutinefunction(s.fetch))
    s.calls = 0
    try:
        await s.fetch("b", fail=10)
    except RuntimeError as e:
        print(repr(e), repr(e.__cause__), e.__suppress_context__, e.__cause__.args)
        log.exception("final")
    print(f"{asyncio.get_running_loop().time():.6f}")
    s.calls = -5
    await s.fetch("c", fail=-10)
    try:
        await s.fetch()
    except TypeError as e:
        print(e)

asyncio.run(main())
