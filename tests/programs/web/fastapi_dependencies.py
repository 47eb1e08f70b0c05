"""Dependencies: order, caching, clean-up, errors; middlewares; lifespan; routers; background tasks."""
import asyncio
from typing import Optional

from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Header, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.testclient import TestClient
from starlette.middleware.base import BaseHTTPMiddleware


app = FastAPI()


@app.on_event("startup")
async def startup():
    print("startup")
    app.state.database = {"users": ["ann"]}


@app.on_event("shutdown")
def shutdown():
    print("shutdown")


def outer():
    print("outer opens")
    try:
        yield "outer"
    except ValueError as error:
        print("outer sees", error)
        raise
    finally:
        print("outer closes")


async def inner(value: str = Depends(outer)):
    print("inner opens")
    try:
        yield value + "-inner"
    finally:
        print("inner closes")


class Checker:
    def __init__(self, role):
        self.role = role

    async def __call__(self, x_role: Optional[str] = Header(None)):
        if x_role != self.role:
            raise HTTPException(status_code=403, detail=f"needs {self.role}")
        return self.role


calls = []


def once():
    calls.append("once")
    return len(calls)


def twice(a: int = Depends(once), b: int = Depends(once)):
    return a, b


class Page:
    def __init__(self, skip: int = 0, limit: int = Query(10, le=50)):
        self.skip, self.limit = skip, limit


@app.get("/resource")
async def resource(value: str = Depends(inner)):
    print("handler")
    return value


@app.get("/resource/fails")
def resource_fails(value: str = Depends(inner)):
    raise ValueError("in the handler")


@app.get("/resource/denied")
def resource_denied(value: str = Depends(inner)):
    raise HTTPException(409, {"reason": value})


@app.get("/cached")
def cached(pair=Depends(twice), c: int = Depends(once), d: int = Depends(once, use_cache=False)):
    return [pair, c, d]


@app.get("/page")
def page(page: Page = Depends()):
    return vars(page)


admin = APIRouter(prefix="/admin", dependencies=[Depends(Checker("admin"))])


@admin.get("/")
async def admin_root(request: Request):
    return request.app.state.database


@admin.post("/jobs/{name}", status_code=202, response_class=PlainTextResponse)
async def job(name: str, tasks: BackgroundTasks):
    async def work(n):
        await asyncio.sleep(0.01)
        print("job", name, n)

    tasks.add_task(work, 1)
    tasks.add_task(print, "plain job", name)
    return f"queued {name}"


app.include_router(admin, prefix="/v1")


@app.get("/threads")
async def threads():
    return await run_in_threadpool(sorted, [3, 1, 2], reverse=True)


@app.exception_handler(ValueError)
def on_value_error(request: Request, error: ValueError):
    return JSONResponse({"error": str(error)}, 400)


@app.exception_handler(404)
async def not_found(request: Request, error):
    return JSONResponse({"lost": request.url.path}, 404)


@app.middleware("http")
async def stamp(request: Request, call_next):
    print("before", request.url.path)
    request.state.stamp = "s"
    response = await call_next(request)
    print("after", response.status_code)
    response.headers["x-stamp"] = request.state.stamp
    return response


class Shout(BaseHTTPMiddleware):
    def __init__(self, app, word):
        super().__init__(app)
        self.word = word

    async def dispatch(self, request, call_next):
        response = await call_next(request)
        response.headers["x-shout"] = self.word
        return response


app.add_middleware(Shout, word="hey")
app.add_middleware(CORSMiddleware, allow_origins=["http://a.example"], allow_methods=["GET"])


def show(response):
    wanted = ("x-stamp", "x-shout", "access-control-allow-origin", "content-type")
    print(response.status_code, response.text, [response.headers.get(name) for name in wanted])


with TestClient(app) as client:
    show(client.get("/resource"))
    show(client.get("/resource/fails"))
    show(client.get("/resource/denied"))
    show(client.get("/cached"))
    show(client.get("/page?skip=3"))
    show(client.get("/page?limit=99&skip=x"))
    show(client.get("/v1/admin/"))
    show(client.get("/v1/admin/", headers={"x-role": "admin"}))
    show(client.post("/v1/admin/jobs/clean", headers={"X-Role": "admin"}))
    show(client.get("/threads", headers={"origin": "http://a.example"}))
    show(client.get("/threads", headers={"origin": "http://b.example"}))
    show(client.options("/threads", headers={"origin": "http://a.example", "access-control-request-method": "GET"}))
    show(client.get("/lost"))
    app.dependency_overrides[once] = lambda: 42
    show(client.get("/cached"))
print(app.url_path_for("job", name="x"))
