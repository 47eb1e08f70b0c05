"""The server alone: N requests at once over raw streams, which cost the client little.

Prints the seconds it took and the share of the worker that answered most.
"""
import asyncio
import os
import time

from fastapi import FastAPI

__scenario__ = {
    "serve": {"app": "app", "port": 8000, "workers": 1, "loop": "uvloop"},
    "machine": {"cores": 2, "cost": "cpython311"},
}

N = 1000
HANDLER = "def"

app = FastAPI()


@app.get("/def")
def in_a_thread():
    time.sleep(0.1)
    return os.getpid()


@app.get("/async")
async def in_a_task():
    await asyncio.sleep(0.1)
    return os.getpid()


@app.get("/nothing")
async def nothing():
    return os.getpid()


async def ask():
    reader, writer = await asyncio.open_connection("127.0.0.1", 8000)
    writer.write(f"GET /{HANDLER} HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return answer.rpartition(b"\r\n\r\n")[2]


async def main():
    start = time.perf_counter()
    answers = await asyncio.gather(*[ask() for _ in range(N)])
    elapsed = time.perf_counter() - start
    share = max(answers.count(worker) for worker in set(answers)) / N
    print(f"elapsed {elapsed:.4f} largest share {share:.2f}")


asyncio.run(main())
