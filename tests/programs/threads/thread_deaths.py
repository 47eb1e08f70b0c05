"""Threads that raise."""
import threading, sys, time
def boom(): raise ValueError("boom")
def ex(): sys.exit(3)
def gen(): raise SystemExit
t = threading.Thread(target=boom, name="worker-x"); t.start(); t.join(); print(t.is_alive())
t = threading.Thread(target=ex); t.start(); t.join(); print("still")
def hook(args):
    print("hook", args.exc_type.__name__, args.exc_value, args.thread.name)
threading.excepthook = hook
t = threading.Thread(target=boom); t.start(); t.join()
threading.excepthook = threading.__excepthook__
t = threading.Thread(target=boom); t.start(); t.join()
def nested():
    try: boom()
    except ValueError: raise KeyError("x")
t = threading.Thread(target=nested); t.start(); t.join()
from concurrent.futures import ThreadPoolExecutor, as_completed
with ThreadPoolExecutor(2) as pool:
    fs = [pool.submit(boom), pool.submit(ex)]
    for f in fs:
        print(repr(f.exception()))
def init(): raise RuntimeError("init")
pool = ThreadPoolExecutor(1, initializer=init)
f = pool.submit(boom)
try:
    f.result()
except Exception as e: print(type(e), e)
try:
    f = pool.submit(boom)
except Exception as e: print(type(e), e)
