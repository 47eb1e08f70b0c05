"""run_forever, stop, and callbacks that are left for the next run."""
import asyncio

loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)


def first():
    print("first")
    loop.stop()
    loop.call_soon(print, "next run")


loop.call_soon(first)
loop.call_soon(print, "same iteration")
loop.run_forever()
print("stopped")
loop.call_later(1, loop.stop)
loop.run_forever()
print(loop.time())


async def job(n):
    await asyncio.sleep(n)
    return n


task = loop.create_task(job(3))
print(loop.run_until_complete(job(1)), task.done())
print(loop.run_until_complete(task), loop.time())
loop.close()
