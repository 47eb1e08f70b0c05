"""Workers that die, and what a pool does about it."""
import os, sys, signal, time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

def leave(): os._exit(3)
def sysexit(): sys.exit(4)
def raise_exit(): raise SystemExit("bye")
def kill(): os.kill(os.getpid(), signal.SIGKILL)
def term(): os.kill(os.getpid(), signal.SIGTERM)
def interrupt(): raise KeyboardInterrupt
def base(): raise BaseException("b")
def genexit(): raise GeneratorExit("b")
def fine(x): return x * 2

def try_it(fn):
    print("---", fn.__name__)
    with ProcessPoolExecutor(2) as pool:
        ok = pool.submit(fine, 4)
        print(ok.result())
        f = pool.submit(fn)
        try:
            print("result", f.result())
        except BaseException as e:
            print(type(e).__module__, type(e).__name__, e)
            print(isinstance(e, BrokenProcessPool), type(e).__mro__[1].__name__)
        try:
            g = pool.submit(fine, 3)
            print(g.result())
        except BaseException as e:
            print(type(e).__module__, type(e).__name__, e)
    print("shut down")

if __name__ == "__main__":
    for fn in (leave, sysexit, raise_exit, kill, term, interrupt, base, genexit):
        try_it(fn)
