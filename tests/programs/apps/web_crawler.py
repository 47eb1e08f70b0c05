"""A crawler: a frontier queue, a limit on connections, and a visited table."""
import asyncio

LINKS = {
    "/": ["/about", "/blog", "/shop"],
    "/about": ["/", "/team"],
    "/blog": ["/blog/1", "/blog/2", "/"],
    "/blog/1": ["/blog/2"],
    "/blog/2": ["/missing"],
    "/shop": ["/shop/cart"],
    "/shop/cart": [],
    "/team": [],
}
LATENCY = {"/": 0.2, "/blog": 0.5, "/shop": 0.1}


async def fetch(path):
    await asyncio.sleep(LATENCY.get(path, 0.3))
    if path not in LINKS:
        raise LookupError(f"404 {path}")
    return LINKS[path]


async def worker(name, frontier, visited, gate):
    while True:
        path = await frontier.get()
        try:
            async with gate:
                links = await fetch(path)
            print(f"{asyncio.get_running_loop().time():.1f} {name} {path} {len(links)}")
            for link in links:
                if link not in visited:
                    visited[link] = path
                    frontier.put_nowait(link)
        except LookupError as error:
            print(f"{asyncio.get_running_loop().time():.1f} {name} failed: {error}")
        finally:
            frontier.task_done()


async def main():
    frontier, visited, gate = asyncio.Queue(), {"/": None}, asyncio.Semaphore(2)
    frontier.put_nowait("/")
    workers = [asyncio.create_task(worker(f"w{n}", frontier, visited, gate)) for n in range(3)]
    await frontier.join()
    for each in workers:
        each.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    print(len(visited), visited)


asyncio.run(main())
