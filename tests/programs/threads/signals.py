"""Signals: handlers, interrupted sleeps, event loops, other processes."""
import asyncio, os, signal, threading, time, multiprocessing as mp
print(signal.SIGINT, repr(signal.SIGTERM), signal.Signals(9).name, signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT) is signal.default_int_handler)
def handler(num, frame):
    print("handler", num, signal.Signals(num).name)
print(signal.signal(signal.SIGUSR1, handler))
print(signal.getsignal(signal.SIGUSR1) is handler)
os.kill(os.getpid(), signal.SIGUSR1)
signal.raise_signal(signal.SIGUSR1)
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
signal.raise_signal(signal.SIGUSR1)
for bad in [(signal.SIGKILL, handler), (99, handler), (signal.SIGTERM, "x"), (0, handler)]:
    try:
        signal.signal(*bad)
    except Exception as e:
        print(type(e).__name__, e)
def in_thread():
    try:
        signal.signal(signal.SIGTERM, handler)
    except Exception as e:
        print(type(e).__name__, e)
t = threading.Thread(target=in_thread); t.start(); t.join()
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt as e:
    print("KI", repr(e))
# interrupted sleep
signal.signal(signal.SIGUSR2, handler)
def later():
    time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGUSR2)
t = threading.Thread(target=later); t.start()
begun = time.perf_counter()
time.sleep(0.2)
print(round(time.perf_counter() - begun, 1)); t.join()
def raiser(num, frame):
    raise TimeoutError("alarm")
signal.signal(signal.SIGUSR2, raiser)
t = threading.Thread(target=later); t.start()
begun = time.perf_counter()
try:
    time.sleep(2)
except TimeoutError as e:
    print(e, round(time.perf_counter() - begun, 2))
t.join()

async def main():
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    def on(name):
        print("got", name)
        stop.set()
    loop.add_signal_handler(signal.SIGTERM, on, "SIGTERM")
    async def sender():
        await asyncio.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)
        print("sent")
        await asyncio.sleep(0)
        print("one")
        await asyncio.sleep(0)
        print("two")
    t = asyncio.create_task(sender())
    await stop.wait()
    print("stopped")
    await t
    print(loop.remove_signal_handler(signal.SIGTERM), loop.remove_signal_handler(signal.SIGTERM))
    for bad in [("x", on), (99, on), (signal.SIGKILL, on), (signal.SIGTERM, main)]:
        try:
            loop.add_signal_handler(*bad)
        except Exception as e:
            print(type(e).__name__, e)
asyncio.run(main())

async def worker():
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        print("cleaning up")
        raise
async def main2():
    t = asyncio.create_task(worker())
    await asyncio.sleep(0.01)
    signal.raise_signal(signal.SIGINT)
    print("after")
    try:
        await t
    finally:
        print("finally", t.cancelled())
try:
    asyncio.run(main2())
except KeyboardInterrupt as e:
    print("interrupted", repr(e.__context__))
async def main3():
    signal.raise_signal(signal.SIGINT)
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError:
        print("swallowed")
    return 5
print(asyncio.run(main3()))

def child_ignores(q):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    q.put("ready")
    time.sleep(0.2)
    q.put("done")
def child_heeds(q):
    def on(num, frame):
        q.put("term")
        raise SystemExit(7)
    signal.signal(signal.SIGTERM, on)
    q.put("ready")
    time.sleep(10)
def child_int(q):
    q.put("ready")
    try:
        time.sleep(10)
    except KeyboardInterrupt:
        q.put("int")
def child_loop(q):
    async def main():
        loop = asyncio.get_running_loop()
        ev = asyncio.Event()
        loop.add_signal_handler(signal.SIGTERM, ev.set)
        q.put("ready")
        await ev.wait()
        q.put("graceful")
    asyncio.run(main())
for fn, sig in [(child_ignores, signal.SIGTERM), (child_heeds, signal.SIGTERM), (child_int, signal.SIGINT), (child_loop, signal.SIGTERM)]:
    q = mp.Queue()
    p = mp.Process(target=fn, args=(q,))
    p.start()
    print(q.get())
    time.sleep(0.05)
    os.kill(p.pid, sig)
    print(q.get())
    p.join()
    print(fn.__name__, p.exitcode)
try:
    os.kill(p.pid, 0)
except ProcessLookupError as e: print(e)
print(signal.strsignal(15), len(signal.valid_signals()))
