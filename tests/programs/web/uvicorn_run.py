"""uvicorn from a script: run() with processes, Server in a loop, run() in a thread; clients beside it."""
import asyncio
import os
import threading
import time

import httpx
import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def root():
    time.sleep(0.1)
    return {"pid": os.getpid()}


def ask():
    time.sleep(0.5)
    with httpx.Client() as client:
        pids = {client.get("http://127.0.0.1:8123/").json()["pid"] for _ in range(5)}
        print(len(pids) >= 1, os.getpid() in pids)


async def in_a_loop():
    server = uvicorn.Server(uvicorn.Config(app, port=8001, log_level="error"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    async with httpx.AsyncClient() as client:
        print((await client.get("http://127.0.0.1:8001/")).json()["pid"] == os.getpid())
    server.should_exit = True
    await task
    print("stopped")


if __name__ == "__main__":
    threading.Thread(target=ask).start()
    uvicorn.run("uvicorn_run:app", port=8123, workers=3, log_level="warning")
    print("three workers are over")
    threading.Thread(target=ask).start()
    uvicorn.run("uvicorn_run:app", port=8123, workers=2, log_level="warning")
    print("two workers are over")
    asyncio.run(in_a_loop())
    threading.Thread(target=uvicorn.run, args=(app,), kwargs={"port": 8123}, daemon=True).start()
    ask()
    for wrong in ({"workers": 2}, {"app": "uvicorn_run:nobody", "workers": 2}, {"app": "uvicorn_run"}):
        try:
            uvicorn.run(**{"app": app, **wrong})
        except SystemExit as error:
            print("exit", error.code)
