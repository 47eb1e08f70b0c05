"""A pool of connections with a limit, a time-out for getting one, and broken connections that are thrown away."""
import asyncio


class Pool:
    def __init__(self, size):
        self.free = asyncio.Queue()
        self.made = 0
        for _ in range(size):
            self.add()

    def add(self):
        self.made += 1
        self.free.put_nowait(self.made)

    async def acquire(self, timeout):
        return await asyncio.wait_for(self.free.get(), timeout)

    def release(self, connection, broken=False):
        if broken:
            self.add()
        else:
            self.free.put_nowait(connection)


async def query(pool, n, seconds, breaks=False):
    try:
        connection = await pool.acquire(timeout=0.5)
    except TimeoutError:
        return f"query {n}: no connection"
    broken = True
    try:
        await asyncio.sleep(seconds)
        if breaks:
            raise ConnectionError("reset")
        broken = False
        return f"query {n}: connection {connection}"
    except ConnectionError as error:
        return f"query {n}: {error}"
    finally:
        pool.release(connection, broken)


async def main():
    pool = Pool(2)
    jobs = [query(pool, n, seconds, n == 1) for n, seconds in enumerate([0.3, 0.2, 0.6, 0.1, 0.1, 0.9, 0.1])]
    for line in await asyncio.gather(*jobs):
        print(line)
    print(pool.made, pool.free.qsize(), f"{asyncio.get_running_loop().time():.1f}")


asyncio.run(main())
