"""httpx: a client's requests to a declared host and to one that is not, errors, time-outs."""
__scenario__ = {"network": {"api.example.com": {"latency": "120ms", "routes": {"/users/{id}": {"json": {"id": "{id}"}}, "/slow": {"delay": "10s", "text": "x"}, "/err": {"status": 500}, "POST /p": {"status": 201, "json": [1, 2.5, None, True]}}}}}
import asyncio
import time
import httpx

async def one(c, url):
    t = time.perf_counter()
    try:
        r = await c.get(url)
        print(repr(r), r.text, r.json(), round(time.perf_counter() - t, 3), r.elapsed)
        return r
    except Exception as e:
        print(repr(e), round(time.perf_counter() - t, 3))

async def main():
    async with httpx.AsyncClient(base_url="https://api.example.com") as c:
        await one(c, "/users/7")
        await one(c, "/users/8")
        await asyncio.gather(*[one(c, f"/users/{i}") for i in range(3)])
        await one(c, "https://other.example/x")
        await one(c, "/slow")
        r = await c.get("/err")
        try:
            r.raise_for_status()
        except httpx.HTTPStatusError as e:
            print(e)
        r = await c.post("/p", json={"a": 1})
        print(r.status_code, r.json(), r.headers, r.request.headers)
        await one(c, "http://localhost:1/")
    r = httpx.get("https://api.example.com/users/1", params={"q": "a b"})
    print(r, r.url)
    try:
        httpx.get("https://api.example.com/slow", timeout=1)
    except httpx.TimeoutException as e:
        print(repr(e))

asyncio.run(main())
