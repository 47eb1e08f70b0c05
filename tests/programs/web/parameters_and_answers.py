"""A server and httpx: parameters, bodies and what is wrong with them, answers, redirects, methods."""
__scenario__ = {"serve": {"app": "app", "port": 8000}}
import asyncio, httpx, enum, datetime, uuid
from typing import Optional, List, Union, Dict, Any
from fastapi import FastAPI, Query, Path, Body, Header, Cookie, Form, HTTPException, Depends, Request, Response, status, BackgroundTasks, APIRouter
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, HTMLResponse, RedirectResponse, StreamingResponse
from pydantic import BaseModel, Field, validator
app = FastAPI(title="T")

class Color(str, enum.Enum):
    red = "red"
    blue = "blue"

class Item(BaseModel):
    name: str = Field(..., min_length=2, max_length=10)
    price: float = Field(gt=0)
    tax: Optional[float] = None
    tags: List[str] = []
    color: Color = Color.red

class Out(BaseModel):
    name: str
    price: float

class User(BaseModel):
    id: int
    email: str
    items: List[Item] = []
    meta: Dict[str, int] = {}
    @validator("email")
    def check(cls, v):
        if "@" not in v:
            raise ValueError("no at")
        return v

@app.get("/items/{item_id}")
async def get_item(item_id: int = Path(..., ge=1, le=100), q: Optional[str] = Query(None, min_length=3, max_length=5), limit: int = Query(10, gt=0, lt=50), tags: List[str] = Query([])):
    return {"id": item_id, "q": q, "limit": limit, "tags": tags}

@app.post("/items", response_model=Out, status_code=201)
async def post_item(item: Item):
    return {"name": item.name, "price": item.price, "secret": 1}

@app.post("/users")
def post_user(user: User, item: Item, importance: int = Body(..., ge=0)):
    return {"user": user, "item": item.name, "importance": importance}

@app.put("/embed/{x}")
def embed(x: float, item: Item = Body(..., embed=True), flag: bool = False):
    return {"x": x, "flag": flag, "item": item.dict()}

@app.get("/head")
def head(x_token: str = Header(...), user_agent: Optional[str] = Header(None), session: Optional[str] = Cookie(None)):
    return {"token": x_token, "session": session}

@app.get("/color/{c}")
def color(c: Color, when: Optional[datetime.date] = None, u: Optional[uuid.UUID] = None, n: Union[int, str] = 0):
    return {"c": c, "when": when, "u": u, "n": n}

@app.get("/boom")
def boom():
    raise ValueError("boom")

@app.get("/http")
def http():
    raise HTTPException(status_code=418, detail={"why": "tea"}, headers={"X-Tea": "1"})

@app.get("/files/{p:path}")
def files(p: str):
    return p

@app.get("/none")
def none():
    return None

@app.delete("/gone", status_code=204)
def gone():
    return Response(status_code=204)

@app.get("/plain", response_class=PlainTextResponse)
def plain():
    return "hi"

@app.get("/html")
def html():
    return HTMLResponse("<b>x</b>", headers={"X-A": "b"})

@app.get("/redir")
def redir():
    return RedirectResponse("/plain")

@app.get("/stream")
def stream():
    def gen():
        for i in range(3):
            yield f"{i}\n"
    return StreamingResponse(gen(), media_type="text/plain")

@app.get("/astream")
async def astream():
    async def gen():
        for i in range(3):
            await asyncio.sleep(0.01)
            yield f"{i}\n".encode()
    return StreamingResponse(gen(), media_type="text/event-stream")

@app.get("/cookie")
def cookie(response: Response):
    response.set_cookie("a", "b", max_age=5, httponly=True)
    response.headers["X-Z"] = "q"
    response.status_code = 202
    return {"ok": True}

@app.api_route("/multi", methods=["GET", "POST"])
async def multi(request: Request):
    return {"m": request.method, "q": dict(request.query_params), "path": request.url.path, "body": (await request.body()).decode()}

@app.get("/state")
def state(request: Request):
    return {"client": request.client.host, "base": str(request.base_url), "url": str(request.url)}

class Custom(Exception):
    def __init__(self, name): self.name = name
@app.exception_handler(Custom)
async def on_custom(request: Request, exc: Custom):
    return JSONResponse(status_code=409, content={"message": f"Oops {exc.name}"})
@app.get("/custom/{name}")
def custom(name: str):
    raise Custom(name)

@app.middleware("http")
async def timing(request, call_next):
    response = await call_next(request)
    response.headers["X-Time"] = "1"
    return response

def dep(q: int = 1):
    return q * 2
async def dep2(d: int = Depends(dep)):
    try:
        yield d + 1
    finally:
        pass
class Pager:
    def __init__(self, skip: int = 0, limit: int = 5):
        self.skip, self.limit = skip, limit
@app.get("/deps")
def deps(a=Depends(dep), b=Depends(dep2), p: Pager = Depends(), p2=Depends(Pager)):
    return {"a": a, "b": b, "skip": p.skip, "limit": p2.limit}

router = APIRouter(prefix="/r", tags=["r"], dependencies=[Depends(dep)], responses={404: {"description": "no"}})
@router.get("/one", summary="s", description="d", name="the-one", deprecated=True)
def one(): return 1
@router.get("/{x}")
def rx(x: int): return x
app.include_router(router)
app.include_router(router, prefix="/v2")

@app.post("/list")
def lst(xs: List[int]): return sum(xs)
@app.post("/dict")
def dct(d: Dict[str, Any]): return d
@app.post("/form")
def form(username: str = "x"): return username
@app.get("/resp", response_model=List[Out], response_model_exclude_unset=True)
def resp(): return [Item(name="ab", price=1), {"name": "cd", "price": 2, "z": 3}]
@app.get("/badresp", response_model=Out)
def badresp(): return {"name": "x"}

async def main():
    base = "http://127.0.0.1:8000"
    async with httpx.AsyncClient(base_url=base) as c:
        async def show(method, path, **kw):
            try:
                r = await c.request(method, path, **kw)
                h = {k: v for k, v in r.headers.items() if k not in ("date", "server")}
                print(method, path, r.status_code, r.text, h)
            except Exception as e:
                print(method, path, type(e).__name__, e)
        g = lambda p, **kw: show("GET", p, **kw)
        await g("/items/5?q=abc&limit=3&tags=a&tags=b")
        await g("/items/0"); await g("/items/101"); await g("/items/x"); await g("/items/5.5")
        await g("/items/5?q=a&limit=0"); await g("/items/5?q=abcdef&limit=50"); await g("/items/5?limit=")
        for body in [{"name": "abc", "price": 3}, {"name": "a", "price": 0}, {"price": "x"}, {}, [], "str", 5, None, {"name": None, "price": "3.5"}, {"name": "abcdefghijklm", "price": 1, "tags": "x", "color": "green"}, {"name": 5, "price": True, "tags": [1, None]}]:
            await show("POST", "/items", json=body)
        await show("POST", "/items", content=b"{bad json", headers={"content-type": "application/json"})
        await show("POST", "/items", content=b'{"name": "abc", "price": 1,}', headers={"content-type": "application/json"})
        await show("POST", "/items", content=b"")
        await show("POST", "/items", content=b'{"name": "abc", "price": 1}')
        await show("POST", "/items", content=b'\xff', headers={"content-type": "application/json"})
        await show("POST", "/items", content=b'name=abc', headers={"content-type": "text/plain"})
        await show("POST", "/users", json={"user": {"id": 1, "email": "x"}, "item": {"name": "ab", "price": 1}, "importance": -1})
        await show("POST", "/users", json={"user": {"id": "7", "email": "x@y", "items": [{"name": "q"}], "meta": {"a": "b"}}, "importance": 2})
        await show("POST", "/users", json={"user": {"id": "7", "email": "x@y"}, "item": {"name": "ab", "price": 1}, "importance": 2})
        await show("PUT", "/embed/2?flag=yes", json={"item": {"name": "ab", "price": 1}})
        await show("PUT", "/embed/2?flag=maybe", json={"name": "ab", "price": 1})
        await g("/head"); await g("/head", headers={"X-Token": "t"}, cookies={"session": "s"})
        await g("/color/red?when=2024-02-30&u=x"); await g("/color/green"); await g("/color/blue?when=2024-02-03&u=12345678123456781234567812345678&n=x")
        for p in ["/boom", "/http", "/files/a/b", "/none", "/plain", "/html", "/redir", "/stream", "/astream", "/cookie", "/state", "/custom/x", "/deps", "/deps?q=x", "/deps?q=4&skip=2", "/r/one", "/r/5", "/r/x", "/v2/r/one", "/nothing", "/items/", "/r/one/", "/resp", "/badresp", "/plain/"]:
            await g(p)
        await show("DELETE", "/gone"); await show("POST", "/plain"); await show("DELETE", "/multi"); await show("HEAD", "/plain"); await show("OPTIONS", "/plain")
        await show("POST", "/multi?a=1&b=2", content=b"hello"); await show("PATCH", "/items/5")
        await show("POST", "/list", json=[1, "2", 3]); await show("POST", "/list", json=[1, "x"]); await show("POST", "/dict", json={"a": [1]}); await show("POST", "/form")
        await show("GET", "/redir", follow_redirects=True)
if __name__ == "__main__":
    asyncio.run(main())
