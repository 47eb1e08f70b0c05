"""Processes that die: exit codes."""
import os, sys, signal, time
import multiprocessing as mp
def leave(): os._exit(3)
def sysexit(): sys.exit(4)
def raise_exit(): raise SystemExit("bye")
def kill(): os.kill(os.getpid(), signal.SIGKILL)
def boom(): raise ValueError("boom")
def term(): time.sleep(10)
def fine(): pass
if __name__ == "__main__":
    for fn in (leave, sysexit, raise_exit, kill, boom, term, fine):
        p = mp.Process(target=fn)
        p.start()
        if fn is term:
            time.sleep(0.05)
            p.terminate()
        p.join()
        print(fn.__name__, p.exitcode, p.is_alive(), p.name)
        try:
            p.start()
        except AssertionError as e:
            print("AssertionError", e)
    p = mp.Process(target=term)
    p.start()
    p.join(0.1)
    print(p.exitcode, p.is_alive())
    p.kill()
    p.join()
    print(p.exitcode)
    p = mp.Process(target=term)
    p.start()
    time.sleep(0.1); os.kill(p.pid, signal.SIGINT)
    p.join()
    print(p.exitcode)
    p = mp.Process(target=term)
    p.start()
    os.kill(p.pid, signal.SIGTERM)
    p.join()
    print(p.exitcode)
    p.close()
    try:
        print(p.is_alive())
    except ValueError as e:
        print(e)
    try:
        os.kill(9999999, signal.SIGTERM)
    except OSError as e:
        print(repr(e))
