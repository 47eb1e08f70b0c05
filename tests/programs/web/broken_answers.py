"""Clients, and answers that break off, come late, or cannot be asked for; a server that dies."""
__scenario__ = {"serve": {"app": "app", "port": 8000}}
import asyncio, httpx, requests, aiohttp, urllib.request, os
from fastapi import FastAPI, Response
from fastapi.responses import StreamingResponse
app = FastAPI()
@app.get("/chunked")
async def chunked():
    async def gen():
        yield b"one"
        raise RuntimeError("broke")
    return StreamingResponse(gen(), media_type="text/plain")
@app.get("/length")
async def length():
    async def gen():
        yield b"one"
        raise RuntimeError("broke")
    return StreamingResponse(gen(), media_type="text/plain", headers={"content-length": "10"})
@app.get("/slow")
async def slow():
    await asyncio.sleep(0.6)
    return 1
@app.get("/die")
async def die(): os._exit(3)
def text(e):
    return f"{type(e).__module__}.{type(e).__name__}: {str(e).split(' object at 0x')[0]} | {[b.__name__ for b in type(e).__mro__[1:4]]}"
B = "http://127.0.0.1:8000"
U = ["/chunked", "/length", "/slow"]
async def main():
    for url in [B + u for u in U] + ["http://127.0.0.1:1/x", "http://localhost:1/x"]:
        print("#", url)
        async with httpx.AsyncClient(timeout=0.3) as c:
            try: print((await c.get(url)).text)
            except Exception as e: print("httpx.async", text(e))
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.3)) as s:
            try:
                async with s.get(url) as r: print(await r.text())
            except Exception as e: print("aiohttp", text(e))
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(sock_read=0.3)) as s:
            try:
                async with s.get(url) as r: print(await r.text())
            except Exception as e: print("aiohttp sock_read", text(e))
        def sync():
            with httpx.Client(timeout=0.3) as c:
                try: print(c.get(url).text)
                except Exception as e: print("httpx", text(e))
            try: print(requests.get(url, timeout=0.3).text)
            except Exception as e: print("requests", text(e))
            try: print(urllib.request.urlopen(url, timeout=0.3).read())
            except Exception as e: print("urllib", text(e))
        await asyncio.to_thread(sync)
    for bad in ["", "/x", "http://", "http://127.0.0.1:99999/", "http://127.0.0.1:x/"]:
        print("#", repr(bad))
        async with httpx.AsyncClient(timeout=0.3) as c:
            try: print((await c.get(bad)).text)
            except Exception as e: print("httpx.async", text(e))
        async with aiohttp.ClientSession() as s:
            try:
                async with s.get(bad) as r: print(await r.text())
            except Exception as e: print("aiohttp", text(e))
        try: print(requests.get(bad, timeout=0.3).text)
        except Exception as e: print("requests", text(e))
        try: print(urllib.request.urlopen(bad, timeout=0.3).read())
        except Exception as e: print("urllib", text(e))
    async with httpx.AsyncClient(timeout=0.3) as c:
        try: print((await c.get(B + "/die")).text)
        except Exception as e: print("httpx.async", text(e))
        try: print((await c.get(B + "/die")).text)
        except Exception as e: print("httpx.async", text(e))
if __name__ == "__main__":
    asyncio.run(main())
