import asyncio
import logging
import sys

logging.basicConfig(level=logging.DEBUG, stream=sys.stdout, format="%(levelname)s:%(name)s:%(message).40s")


class Brief(logging.Formatter):
    def formatException(self, info):
        return "(" + repr(info[1]) + ")"


for each in logging.getLogger().handlers:
    each.setFormatter(Brief("%(levelname)s:%(name)s:%(message)s"))
log = logging.getLogger("app")


def failing(x):
    raise LookupError("100% " + x)


async def work(n):
    log.info("start %s", n)
    await asyncio.sleep(n)
    if n == 2:
        raise ValueError("two")
    return n


async def main():
    loop = asyncio.get_running_loop()
    tasks = [asyncio.create_task(work(n), name=f"w{n}") for n in range(4)]
    for task in tasks:
        task.add_done_callback(lambda task: log.warning("%s done", task.get_name()))
    try:
        for each in asyncio.as_completed(tasks, timeout=2.5):
            log.info("got %s", await each)
    except ValueError as error:
        log.error("failed: %s", error)
    loop.call_soon(failing, "wrong")
    loop.call_exception_handler({"message": "my own", "answer": 42})
    await asyncio.sleep(0)
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    loop.call_soon(failing, "not shown")
    await asyncio.sleep(0)


asyncio.run(main())
