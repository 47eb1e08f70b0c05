"""requests, urllib.request and aiohttp: answers, redirects, errors by their names, limits."""
__scenario__ = {"network": {"api.example.com": {"latency": "100ms", "connect": 0, "routes": {"/users/{id}": {"json": {"id": "{id}"}}, "/slow": {"delay": "10s", "text": "x"}, "/err": {"status": 500}, "/old": {"status": 302, "headers": {"location": "/users/9"}}, "POST /p": {"status": 201, "json": [1, 2.5, None, True]}}},
  "broken.example": {"latency": "20ms", "failure": 1.0}, "silent.example": {"timeout": 1}, "down.example": {"down": True}}}
import asyncio
import time
import requests
import aiohttp
import urllib.request
import urllib.error

t = time.perf_counter()
r = requests.get("https://api.example.com/users/7")
print(r, r.json(), r.text, r.headers, round(time.perf_counter() - t, 3), r.elapsed)
with requests.Session() as s:
    for path in ("/users/1", "/old", "/err", "/nothing"):
        r = s.get("https://api.example.com" + path)
        print(r, r.url, r.history, r.ok)
    try:
        r.raise_for_status()
    except requests.HTTPError as e:
        print(repr(e))
    for url in ("http://broken.example", "http://down.example/x", "http://silent.example/y", "foo"):
        try:
            s.get(url, timeout=2)
        except requests.exceptions.RequestException as e:
            print(type(e), str(e).partition("object at")[0])
with urllib.request.urlopen("http://api.example.com/users/3") as f:
    print(f.status, f.read(), f.headers["content-type"])
for url in ("http://api.example.com/err", "http://down.example", "http://broken.example"):
    try:
        urllib.request.urlopen(url)
    except urllib.error.HTTPError as e:
        print(repr(e), e, e.code)
    except urllib.error.URLError as e:
        print(repr(e), e)
    except OSError as e:
        print(repr(e))

async def fetch(s, url, **k):
    try:
        async with s.get(url, **k) as r:
            return r.status, await r.json()
    except Exception as e:
        return repr(e), str(e)

async def main():
    async with aiohttp.ClientSession() as s:
        t = time.perf_counter()
        print(await asyncio.gather(*[fetch(s, f"https://api.example.com/users/{i}") for i in range(3)]), round(time.perf_counter() - t, 3))
        for u in ("http://broken.example", "http://down.example/x", "http://silent.example/y", "foo", "http://localhost:1/x"):
            print(*await fetch(s, u, timeout=aiohttp.ClientTimeout(total=3)))
    c = aiohttp.TCPConnector(limit=2)
    async with aiohttp.ClientSession(connector=c) as s:
        t = time.perf_counter()
        await asyncio.gather(*[fetch(s, f"https://api.example.com/users/{i}") for i in range(10)])
        print(round(time.perf_counter() - t, 3))
asyncio.run(main())
