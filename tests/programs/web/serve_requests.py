"""A server in the simulation and httpx: what a client sees of answers, errors, headers, and of the order of things."""
import asyncio
import time

import httpx
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel

__scenario__ = {"serve": {"app": "app", "port": 8000}}

app = FastAPI()
state = {"visits": 0, "log": []}


class Item(BaseModel):
    name: str
    price: float


def session():
    state["log"].append("open")
    try:
        yield "session"
    finally:
        state["log"].append("close")


@app.get("/visits")
def visits():
    state["visits"] += 1
    return state["visits"]


@app.post("/items", status_code=201)
async def create(item: Item, response: Response):
    response.headers["x-name"] = item.name
    return item


@app.get("/items/{item_id}")
async def item(item_id: int, q: str = "-", s: str = Depends(session)):
    if item_id == 0:
        raise HTTPException(404, "no such item")
    return {"id": item_id, "q": q, "session": s}


@app.get("/crash")
def crash():
    return 1 / 0


@app.get("/log")
async def log():
    return state["log"]


@app.get("/later")
async def later(tasks: BackgroundTasks):
    tasks.add_task(state["log"].append, "background")
    return "now"


@app.get("/stream")
async def stream():
    async def numbers():
        for i in range(3):
            yield f"{i};"

    return StreamingResponse(numbers(), media_type="text/plain")


@app.api_route("/echo", methods=["PUT", "PATCH", "DELETE"])
async def echo(request: Request):
    body = (await request.body()).decode()
    return JSONResponse({"method": request.method, "body": body, "query": dict(request.query_params),
                         "agent": request.headers["user-agent"].split("/")[0], "client": request.client.host},
                        headers={"x-echo": "1"})


@app.get("/slow/{ms}")
def slow(ms: int):
    time.sleep(ms / 1000)
    return ms


def show(response):
    headers = {key: value for key, value in response.headers.items() if key != "date"}
    print(response.status_code, response.text, headers)


async def main():
    async with httpx.AsyncClient(base_url="http://127.0.0.1:8000") as client:
        show(await client.get("/visits"))
        show(await client.get("/visits"))
        show(await client.post("/items", json={"name": "lamp", "price": "2.5"}))
        show(await client.post("/items", json={"name": "lamp"}))
        show(await client.post("/items", content=b"{", headers={"content-type": "application/json"}))
        show(await client.get("/items/7", params={"q": "a b&c"}))
        show(await client.get("/items/0"))
        show(await client.get("/items/x"))
        show(await client.get("/crash"))
        show(await client.get("/log"))
        show(await client.get("/later"))
        await asyncio.sleep(0.05)
        show(await client.get("/log"))
        show(await client.get("/stream"))
        show(await client.put("/echo?a=1", content="text"))
        show(await client.delete("/echo"))
        show(await client.post("/visits"))
        show(await client.get("/nowhere"))
        show(await client.get("/visits/", follow_redirects=False))
        show(await client.get("/visits/", follow_redirects=True))
        order = []

        async def ask(ms):
            order.append((await client.get(f"/slow/{ms}")).json())

        await asyncio.gather(*[ask(ms) for ms in (300, 100, 200)])
        print(order)
        try:
            await client.get("/slow/500", timeout=0.1)
        except httpx.ReadTimeout as error:
            print("ReadTimeout", repr(str(error)))
        print(type((await client.get("/visits")).json()))


if __name__ == "__main__":
    asyncio.run(main())
