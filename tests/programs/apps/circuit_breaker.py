"""A breaker that opens after failures and closes again after a while."""
import asyncio


class BreakerOpen(Exception):
    pass


class Breaker:
    def __init__(self, limit, pause):
        self.limit, self.pause = limit, pause
        self.failures, self.opened_at = 0, None

    async def call(self, function, *args):
        now = asyncio.get_running_loop().time()
        if self.opened_at is not None and now - self.opened_at < self.pause:
            raise BreakerOpen(f"open for {now - self.opened_at:.1f} s")
        try:
            result = await function(*args)
        except ConnectionError:
            self.failures += 1
            if self.failures >= self.limit:
                self.opened_at = asyncio.get_running_loop().time()
            raise
        self.failures, self.opened_at = 0, None
        return result


async def service(n):
    await asyncio.sleep(0.2)
    if 2 <= n <= 5:
        raise ConnectionError(f"request {n} refused")
    return f"answer {n}"


async def main():
    breaker = Breaker(limit=2, pause=2)
    for n in range(12):
        try:
            print(await breaker.call(service, n))
        except (ConnectionError, BreakerOpen) as error:
            print(type(error).__name__, error)
        await asyncio.sleep(0.3)


asyncio.run(main())
