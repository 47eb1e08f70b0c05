import asyncio, sys
import asyncio.tasks
from asyncio import exceptions, events
from asyncio.exceptions import TimeoutError as TE
from asyncio.queues import Queue
class P(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self):
        loop = super().new_event_loop()
        print("new loop", type(self).__name__)
        return loop
async def main():
    print(TE is TimeoutError, Queue is asyncio.Queue, exceptions.CancelledError is asyncio.CancelledError, events.get_running_loop() is asyncio.get_event_loop())
    try:
        async with asyncio.timeout(0.1): await asyncio.sleep(1)
    except asyncio.exceptions.TimeoutError: print("ok")
    t = asyncio.create_task(sub(), name="S")
    await asyncio.sleep(0)
    t.print_stack(file=sys.stdout)
    t.print_stack(limit=1, file=sys.stdout)
    await asyncio.gather(t, return_exceptions=True)
    t.print_stack(file=sys.stdout)
    try: raise asyncio.IncompleteReadError(b"abc", None)
    except EOFError as e: print(e, e.partial, e.expected, repr(e), e.args)
    try: raise asyncio.LimitOverrunError("too long", 7)
    except asyncio.LimitOverrunError as e: print(e, e.consumed, repr(e))
async def sub():
    await asyncio.sleep(0.1)
    raise KeyError("nope")
asyncio.run(main())
asyncio.set_event_loop_policy(P())
asyncio.run(asyncio.sleep(0))
loop = asyncio.new_event_loop(); loop.close()
try: asyncio.set_event_loop_policy(5)
except TypeError as e: print(e)
print(type(asyncio.get_event_loop_policy()).__name__, isinstance(asyncio.get_event_loop_policy(), asyncio.AbstractEventLoopPolicy))
asyncio.set_event_loop_policy(None)
loop = asyncio.get_event_loop_policy().new_event_loop()
asyncio.set_event_loop(loop)
print(asyncio.get_event_loop() is loop, asyncio.get_event_loop_policy().get_event_loop() is loop)
loop.close()
try: asyncio.Lock(1)
except TypeError as e: print(e)
try: asyncio.Queue(maxsize=1, foo=2)
except TypeError as e: print(e)
try: asyncio.Semaphore("a")
except TypeError as e: print(e)
try: asyncio.Barrier()
except TypeError as e: print(e)
try: asyncio.Runner(3)
except TypeError as e: print(e)
