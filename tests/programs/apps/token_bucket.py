"""A token bucket that refills in the background."""
import asyncio


class Bucket:
    def __init__(self, size, per_second):
        self.tokens, self.size, self.interval = size, size, 1 / per_second
        self.waiters = []

    async def refill(self):
        while True:
            await asyncio.sleep(self.interval)
            self.tokens = min(self.size, self.tokens + 1)
            while self.tokens and self.waiters:
                waiter = self.waiters.pop(0)
                if not waiter.done():
                    self.tokens -= 1
                    waiter.set_result(None)

    async def take(self):
        if self.tokens:
            self.tokens -= 1
            return
        waiter = asyncio.get_running_loop().create_future()
        self.waiters.append(waiter)
        await waiter


async def client(name, bucket, count):
    for n in range(count):
        await bucket.take()
        print(f"{asyncio.get_running_loop().time():.2f} {name}{n}")


async def main():
    bucket = Bucket(3, 4)
    refilling = asyncio.create_task(bucket.refill())
    await asyncio.gather(client("a", bucket, 4), client("b", bucket, 4))
    refilling.cancel()


asyncio.run(main())
