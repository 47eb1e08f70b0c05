"""import, from … import, as."""
import asyncio
import time as clock
from asyncio import sleep, gather as together
from time import perf_counter


async def main():
    await sleep(1)
    print(perf_counter(), clock.monotonic())
    print(await together(asyncio.sleep(1, "a"), sleep(2, "b")))


asyncio.run(main())
