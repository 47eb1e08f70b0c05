from typing import List, Optional
from fastapi import (APIRouter, BackgroundTasks, Body, Cookie, Depends, FastAPI, Header, HTTPException, Path, Query,
                     Request, Response, status)
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, StreamingResponse
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field
from dataclasses import dataclass
from enum import Enum

app = FastAPI(title="T")

class Color(str, Enum):
    red = "red"
    blue = "blue"

class Item(BaseModel):
    name: str
    price: float = Field(..., gt=0)
    tags: List[str] = []
    note: Optional[str] = None

@dataclass
class Point:
    x: int
    y: int = 2

@app.get("/")
async def root():
    return {"message": "Hello World"}

@app.get("/items/{item_id}")
def read(item_id: int, q: Optional[str] = None, short: bool = False, limit: int = Query(10, ge=1, le=100)):
    return {"item_id": item_id, "q": q, "short": short, "limit": limit}

@app.get("/colors/{color}")
def color(color: Color):
    return {"color": color, "same": color is Color.red}

@app.get("/files/{file_path:path}")
def files(file_path: str):
    return file_path

@app.post("/items", status_code=201)
async def create(item: Item):
    return item

@app.put("/items/{item_id}")
def update(item_id: int, item: Item, importance: int = Body(...), user_agent: Optional[str] = Header(None)):
    return {"item_id": item_id, "item": item, "importance": importance, "agent": user_agent}

@app.post("/points")
def points(p: Point):
    return p

@app.post("/dict")
def dict_body(d: dict):
    return d

@app.get("/list")
def list_query(tag: List[str] = Query([]), n: List[int] = Query(...)):
    return [tag, n]

@app.get("/model", response_model=Item)
async def model():
    return {"name": "x", "price": 1, "secret": 2}

@app.get("/badmodel", response_model=Item)
async def badmodel():
    return {"price": 1, "secret": 2}

@app.get("/annotated")
def annotated() -> List[int]:
    return ["1", 2]

@app.get("/missing")
def missing():
    raise HTTPException(status_code=404, detail="Item not found", headers={"X-Error": "yes"})

@app.get("/crash")
def crash():
    raise ValueError("boom")

class MyError(Exception):
    pass

@app.exception_handler(MyError)
async def my_error(request: Request, exc: MyError):
    return JSONResponse({"oops": str(exc), "path": request.url.path}, status_code=418)

@app.get("/mine")
def mine():
    raise MyError("x")

def pagination(skip: int = 0, limit: int = 5):
    return {"skip": skip, "limit": limit}

calls = []
def counted():
    calls.append(1)
    return len(calls)

def sub(c: int = Depends(counted)):
    return c

def gen():
    print("open")
    try:
        yield 7
    finally:
        print("close")

async def agen(g: int = Depends(gen)):
    print("aopen")
    yield g + 1
    print("aclose")

class Common:
    def __init__(self, q: str = "none", n: int = 3):
        self.q, self.n = q, n

@app.get("/deps")
def deps(p: dict = Depends(pagination), a: int = Depends(sub), b: int = Depends(counted),
         c: int = Depends(counted, use_cache=False), g: int = Depends(agen), common: Common = Depends()):
    print("handler")
    return [p, a, b, c, g, common.q, common.n]

def check_token(x_token: str = Header(...)):
    if x_token != "secret":
        raise HTTPException(400, "bad token")

router = APIRouter(prefix="/admin", tags=["admin"], dependencies=[Depends(check_token)])

@router.get("/me")
async def me():
    return "me"

app.include_router(router, prefix="/v1")

@app.get("/bg")
def bg(tasks: BackgroundTasks):
    tasks.add_task(print, "background", 1)
    return "ok"

@app.get("/req")
async def req(request: Request, session: Optional[str] = Cookie(None)):
    return {"method": request.method, "url": str(request.url), "path": request.url.path, "q": dict(request.query_params),
            "h": request.headers.get("X-Thing"), "client": request.client.host, "cookies": request.cookies, "session": session}

@app.post("/raw")
async def raw(request: Request):
    return {"body": (await request.body()).decode(), "n": len(await request.body())}

@app.post("/json")
async def rjson(request: Request):
    return await request.json()

@app.get("/resp")
def resp(response: Response):
    response.headers["X-A"] = "b"
    response.set_cookie("k", "v")
    response.status_code = 202
    return {}

@app.get("/plain", response_class=PlainTextResponse)
def plain():
    return "text"

@app.get("/html")
def html():
    return HTMLResponse("<b>x</b>")

@app.get("/redir")
def redir():
    return RedirectResponse("/plain")

@app.get("/stream")
def stream():
    return StreamingResponse((f"{i}," for i in range(3)), media_type="text/plain")

@app.delete("/none", status_code=204)
def none():
    return None

@app.middleware("http")
async def timing(request: Request, call_next):
    response = await call_next(request)
    response.headers["X-Time"] = request.method
    return response

@app.on_event("startup")
async def startup():
    print("startup")
    app.state.n = 5

@app.on_event("shutdown")
def shutdown():
    print("shutdown")

@app.get("/state")
def state(request: Request):
    return request.app.state.n

def show(r):
    print(r.status_code, r.text, dict(r.headers))

client = TestClient(app, raise_server_exceptions=False)
show(client.get("/"))
show(client.get("/items/5?q=a%20b&short=yes"))
show(client.get("/items/5", params={"limit": 0, "q": "x+y&z"}))
show(client.get("/items/five", params={"limit": "1000", "short": "perhaps"}))
show(client.get("/colors/red"))
show(client.get("/colors/green"))
show(client.get("/files/a/b/c.txt"))
show(client.post("/items", json={"name": "x", "price": "2.5", "tags": ["a"]}))
show(client.post("/items", json={"price": -1, "tags": "a"}))
show(client.post("/items", content="{bad", headers={"content-type": "application/json"}))
show(client.post("/items", content="hi", headers={"content-type": "text/plain"}))
show(client.post("/items"))
show(client.post("/items", json=[1]))
show(client.put("/items/3", json={"item": {"name": "n", "price": 1}, "importance": 3}))
show(client.put("/items/3", json={"item": {"name": "n"}}))
show(client.put("/items/3"))
show(client.post("/points", json={"x": "1"}))
show(client.post("/points", json={}))
show(client.post("/dict", json={"a": [1, None]}))
show(client.get("/list?tag=a&tag=b&n=1&n=2"))
show(client.get("/list?n=x"))
show(client.get("/list"))
show(client.get("/model"))
show(client.get("/badmodel"))
show(client.get("/annotated"))
show(client.get("/missing"))
show(client.get("/crash"))
show(client.get("/mine"))
show(client.get("/deps?skip=2&q=z"))
show(client.get("/deps?skip=x"))
show(client.get("/v1/admin/me"))
show(client.get("/v1/admin/me", headers={"x-token": "no"}))
show(client.get("/v1/admin/me", headers={"X-Token": "secret"}))
show(client.get("/bg"))
show(client.get("/req?a=1&b=2", headers={"x-thing": "T"}))
show(client.post("/raw", content="héllo"))
show(client.post("/json", json={"a": 1}))
show(client.get("/resp"))
show(client.get("/req"))
show(client.get("/plain"))
show(client.get("/html"))
show(client.get("/redir"))
show(client.get("/redir", follow_redirects=False))
show(client.get("/stream"))
show(client.delete("/none"))
show(client.post("/plain"))
show(client.get("/nowhere"))
show(client.get("/plain/"))
with TestClient(app) as c:
    show(c.get("/state"))
try:
    TestClient(app).get("/crash")
except ValueError as e:
    print("raised", e)
print(status.HTTP_404_NOT_FOUND, repr(HTTPException(404)))
