"""Middleware, dependencies, background tasks and handlers that fail."""
__scenario__ = {"serve": {"app": "app", "port": 8000}}
import asyncio, httpx, time, sys
from contextlib import asynccontextmanager
from fastapi import FastAPI, Depends, HTTPException, BackgroundTasks, Request, Response, Header
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.concurrency import run_in_threadpool as rit
log = []
@asynccontextmanager
async def lifespan(app):
    app.state.db = "db"
    log.append("startup")
    yield
    log.append("shutdown")
app = FastAPI(lifespan=lifespan)
app.add_middleware(CORSMiddleware, allow_origins=["http://a.example"], allow_credentials=True, allow_methods=["*"], allow_headers=["*"])
app.add_middleware(GZipMiddleware, minimum_size=1000)
class Timing(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        if request.url.path == "/mw":
            raise RuntimeError("in middleware")
        request.state.user = "u1"
        response = await call_next(request)
        response.headers["X-M"] = "1"
        return response
app.add_middleware(Timing)

def get_db():
    log.append("open")
    try:
        yield "db"
    except HTTPException as e:
        log.append(f"http {e.detail}")
        raise
    except Exception as e:
        log.append(f"exc {e!r}")
        raise
    finally:
        log.append("close")
async def bad_dep():
    raise HTTPException(401, "no token", headers={"WWW-Authenticate": "Bearer"})
async def boom_dep():
    raise ZeroDivisionError("dep")
@app.get("/d1")
def d1(db=Depends(get_db)): return db
@app.get("/d2")
def d2(db=Depends(get_db)): raise HTTPException(404, "nope")
@app.get("/d3")
async def d3(db=Depends(get_db)): raise ValueError("handler")
@app.get("/d4", dependencies=[Depends(bad_dep)])
def d4(): return 1
@app.get("/d5")
def d5(x=Depends(boom_dep)): return 1
@app.get("/mw")
def mw(): return 1
@app.get("/state")
def state(request: Request): return {"user": request.state.user, "db": request.app.state.db}
def task(n):
    log.append(f"task {n}")
async def atask(n):
    await asyncio.sleep(0.01)
    log.append(f"atask {n}")
def badtask():
    log.append("badtask")
    raise RuntimeError("bg")
@app.get("/bg")
async def bg(tasks: BackgroundTasks):
    tasks.add_task(task, 1)
    tasks.add_task(atask, n=2)
    return {"queued": 2}
@app.get("/badbg")
async def badbg(tasks: BackgroundTasks):
    tasks.add_task(badtask)
    tasks.add_task(task, 3)
    return {"queued": 1}
@app.get("/log")
async def get_log():
    out = list(log); log.clear()
    return out
@app.get("/pool")
async def pool():
    return [await run_in_threadpool(lambda: 5), await rit(pow, 2, 3)]
@app.exception_handler(RequestValidationError)
async def on_validation(request, exc):
    return PlainTextResponse(str(exc), status_code=400)
@app.exception_handler(StarletteHTTPException)
async def on_http(request, exc):
    return PlainTextResponse(f"{exc.status_code}: {exc.detail}", status_code=exc.status_code)
@app.exception_handler(KeyError)
def on_key(request, exc):
    return JSONResponse({"key": str(exc)}, status_code=410)
@app.get("/key")
def key(): raise KeyError("k")
@app.get("/val/{x}")
def val(x: int): return x
@app.get("/big")
def big(): return {"x": "a" * 2000}
@app.get("/auth")
def auth(authorization: str = Header(None)): return authorization
@app.get("/wrong")
def wrong(): return object()
@app.get("/nan")
def nan(): return float("nan")
@app.get("/set")
def aset(): return {1}
sub = FastAPI()
@sub.get("/x")
def sx(request: Request): return request.scope["root_path"]
app.mount("/sub", sub)
async def main():
    async with httpx.AsyncClient(base_url="http://127.0.0.1:8000") as c:
        async def show(path, method="GET", **kw):
            try:
                r = await c.request(method, path, **kw)
                h = {k: v for k, v in r.headers.items() if k not in ("date", "server", "content-length")}
                print(method, path, r.status_code, r.text[:200], h)
            except Exception as e:
                print(method, path, type(e).__name__, e)
            await asyncio.sleep(0.05)
        for p in ["/d1", "/log", "/d2", "/log", "/d3", "/log", "/d4", "/d5", "/mw", "/state", "/bg", "/log", "/badbg", "/log", "/pool", "/key", "/val/x", "/nothing", "/big", "/wrong", "/nan", "/set", "/sub/x", "/sub/y"]:
            await show(p)
        await show("/d1", headers={"Origin": "http://a.example"})
        await show("/d1", headers={"Origin": "http://b.example"})
        await show("/d1", "OPTIONS", headers={"Origin": "http://a.example", "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "X-Y"})
        await show("/d1", "OPTIONS", headers={"Origin": "http://b.example", "Access-Control-Request-Method": "PUT"})
        await show("/auth", auth=("u", "p"))
        await show("/auth", headers={"Authorization": "Bearer x"})
asyncio.run(main())
