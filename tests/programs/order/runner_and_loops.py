"""Runner, new_event_loop and run_until_complete."""
import asyncio


async def job(n):
    await asyncio.sleep(n)
    return n


with asyncio.Runner() as runner:
    print(runner.run(job(1)), runner.run(job(2)), runner.get_loop().time())
loop = asyncio.new_event_loop()
print(loop.run_until_complete(job(1)), loop.time())
loop.call_later(1, loop.stop)
loop.run_forever()
print(loop.time(), loop.is_running())
loop.close()
print(loop.is_closed())
try:
    loop.call_soon(print)
except RuntimeError as error:
    print(error)
