import asyncio, sys
async def bg():
    try:
        while True: await asyncio.sleep(1)
    finally:
        print("bg cleanup", asyncio.get_running_loop().time())
        await asyncio.sleep(0.5)
        print("bg cleanup done", asyncio.get_running_loop().time())
async def bad_cleanup():
    try: await asyncio.sleep(100)
    finally: raise RuntimeError("cleanup failed")
async def main(how):
    asyncio.create_task(bg()); asyncio.create_task(bad_cleanup())
    await asyncio.sleep(2.5)
    if how == 1: raise ValueError("main failed")
    if how == 2: sys.exit("bye")
    return "ok"
print(asyncio.run(main(0)))
try: asyncio.run(main(1))
except ValueError as e: print(repr(e))
try: asyncio.run(main(2))
except SystemExit as e: print(repr(e))
async def cancel_self():
    asyncio.current_task().cancel()
    await asyncio.sleep(0)
try: asyncio.run(cancel_self())
except asyncio.CancelledError as e: print("CE", repr(e))
asyncio.run(cancel_self())
