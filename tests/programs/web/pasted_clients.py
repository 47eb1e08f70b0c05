"""Clients and a server as they are pasted: retries, limits, blocking handlers, executors, threads."""
__scenario__ = {"serve": {"app": "app", "port": 8000}}
import asyncio
import time
import concurrent.futures
import functools
import logging
import random
import httpx
import aiohttp
import requests
from fastapi import FastAPI, HTTPException, Request, status
from fastapi.responses import JSONResponse
from concurrent.futures import ThreadPoolExecutor, as_completed

logging.basicConfig(level=logging.INFO, format="%(levelname)s:%(name)s:%(message)s")
logger = logging.getLogger(__name__)
app = FastAPI()
executor = ThreadPoolExecutor(max_workers=4)
failures = {"n": 0}
hits: dict = {}

def blocking_io(n):
    time.sleep(0.05)
    return f"blocking {n}"

@app.get("/sleep/{n}")
async def sleep(n: float):
    await asyncio.sleep(n)
    return {"slept": n}

@app.get("/blocking")
async def blocking():
    time.sleep(0.05)
    return {"ok": True}

@app.get("/executor/{n}")
async def in_executor(n: int):
    loop = asyncio.get_running_loop()
    result = await loop.run_in_executor(executor, functools.partial(blocking_io, n))
    return {"result": result}

@app.get("/flaky")
async def flaky():
    failures["n"] += 1
    if failures["n"] % 3:
        raise HTTPException(status_code=status.HTTP_503_SERVICE_UNAVAILABLE, detail="try later")
    return {"attempt": failures["n"]}

@app.get("/posts/{post_id}")
def get_post(post_id: int):
    if post_id > 5:
        raise HTTPException(404, detail=f"Post {post_id} not found")
    return {"id": post_id, "title": f"Post {post_id}", "userId": post_id % 3}

@app.middleware("http")
async def rate_limit(request: Request, call_next):
    client = request.headers.get("x-client")
    if client:
        hits[client] = hits.get(client, 0) + 1
        if hits[client] > 3:
            return JSONResponse({"detail": "Too Many Requests"}, status_code=429, headers={"Retry-After": "1"})
    return await call_next(request)

BASE = "http://127.0.0.1:8000"

async def fetch(session, url, sem):
    async with sem:
        async with session.get(url) as response:
            data = await response.json()
            return response.status, data

async def many():
    sem = asyncio.Semaphore(3)
    async with aiohttp.ClientSession() as session:
        tasks = [asyncio.create_task(fetch(session, f"{BASE}/posts/{i}", sem)) for i in range(1, 8)]
        for status_, data in await asyncio.gather(*tasks):
            print(status_, data)
    try:
        async with aiohttp.ClientSession(raise_for_status=True) as session:
            async with session.get(f"{BASE}/posts/9") as r:
                print(await r.text())
    except aiohttp.ClientResponseError as e:
        print("ClientResponseError", e.status, e.message)

async def with_retries(url, retries=5, backoff=0.01):
    async with httpx.AsyncClient() as client:
        for attempt in range(1, retries + 1):
            try:
                r = await client.get(url)
                r.raise_for_status()
                return r.json()
            except httpx.HTTPStatusError as exc:
                logger.info("attempt %d failed: %s", attempt, exc.response.status_code)
                print(f"attempt {attempt}: {exc.response.status_code} {exc.response.json()['detail']}")
                await asyncio.sleep(backoff * 2 ** attempt)
    raise RuntimeError("gave up")

async def limited():
    async with httpx.AsyncClient(base_url=BASE, headers={"X-Client": "me"}) as client:
        for _ in range(5):
            r = await client.get("/posts/1")
            print(r.status_code, r.headers.get("retry-after"), r.is_success)

async def compare():
    async with httpx.AsyncClient(base_url=BASE) as client:
        begun = time.perf_counter()
        await asyncio.gather(*(client.get("/blocking") for _ in range(4)))
        print("blocking sequential:", time.perf_counter() - begun >= 0.2)
        begun = time.perf_counter()
        rs = await asyncio.gather(*(client.get(f"/executor/{i}") for i in range(4)))
        print("executor parallel:", time.perf_counter() - begun < 0.15, [r.json()["result"] for r in rs])
        try:
            await client.get("/sleep/1", timeout=0.1)
        except httpx.TimeoutException as e:
            print(type(e).__name__, e.request.url.path)
        done, pending = await asyncio.wait([asyncio.create_task(client.get(f"/sleep/{s}")) for s in (0.2, 0.05)], return_when=asyncio.FIRST_COMPLETED)
        print(len(done), len(pending), done.pop().result().json())
        for p in pending: p.cancel()
        r = await client.post("/posts/1")
        print(r.status_code, r.json(), r.reason_phrase, r.request.method)

def threads():
    def get(i):
        r = requests.get(f"{BASE}/posts/{i}", params={"a": 1}, timeout=5)
        return i, r.status_code, r.ok
    with ThreadPoolExecutor(max_workers=5) as pool:
        futures = {pool.submit(get, i): i for i in range(1, 7)}
        results = []
        for future in concurrent.futures.as_completed(futures):
            results.append(future.result())
    print(sorted(results))
    try:
        requests.get(f"{BASE}/posts/7").raise_for_status()
    except requests.HTTPError as e:
        print(e)
    with requests.Session() as s:
        s.headers.update({"X-Client": "other"})
        print([s.get(f"{BASE}/posts/2").status_code for _ in range(5)])
        r = s.get(f"{BASE}/posts/2", headers={"X-Client": "third"})
        print(r.json(), r.headers["content-type"], r.url, r.text, len(r.content), r.encoding)

async def main():
    await many()
    print(await with_retries(BASE + "/flaky"))
    await limited()
    await compare()
    await asyncio.to_thread(threads)

if __name__ == "__main__":
    asyncio.run(main())
