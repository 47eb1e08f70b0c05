"""Threads: starting, joining, names, daemons, what is alive, what ends them."""
import sys
import threading
import time


def work(name, seconds):
    print(name, "begins")
    time.sleep(seconds)
    print(name, "ends")


t = threading.Thread(target=work, args=("a", 0.3))
print(t.name, t.is_alive(), t.ident, t.daemon)
try:
    t.join()
except RuntimeError as e:
    print(e)
t.start()
time.sleep(0.02)
print(t.is_alive(), t.ident is not None, threading.active_count())
u = threading.Thread(target=work, args=("b", 0.5), name="bee", kwargs={})
u.start()
time.sleep(0.02)
print([x.name for x in threading.enumerate()])
try:
    t.start()
except RuntimeError as e:
    print(e)
try:
    t.daemon = True
except RuntimeError as e:
    print(e)
t.join(0.1)
print(t.is_alive())
t.join()
u.join()
print(t.is_alive(), threading.active_count())


class Own(threading.Thread):
    def __init__(self):
        super().__init__(name="own")
        self.result = None

    def run(self):
        self.result = threading.current_thread().name


o = Own()
o.start()
o.join()
print(o.result, o.name)
print(threading.current_thread() is threading.main_thread(), threading.current_thread().name)


class Bad(threading.Thread):
    def __init__(self):
        pass


try:
    Bad().start()
except RuntimeError as e:
    print(e)
try:
    Bad().join()
except RuntimeError as e:
    print(e)


def fail():
    raise ValueError("oops")


def leave():
    sys.exit(3)


threading.excepthook = lambda args: print("hook", args.exc_type.__name__, args.exc_value, args.thread.name)
for target in (fail, leave):
    x = threading.Thread(target=target)
    x.start()
    x.join()


def me():
    try:
        threading.current_thread().join()
    except RuntimeError as e:
        print(e)


x = threading.Thread(target=me)
x.start()
x.join()
print(repr(threading.Thread(target=work)).split(",")[0], repr(threading.Thread(daemon=True)).split(",")[1])
d = threading.Thread(target=work, args=("daemon", 5), daemon=True)
d.start()
time.sleep(0.05)
print(d.daemon, repr(d).split()[1:3])
late = threading.Thread(target=work, args=("late", 0.3))
late.start()
time.sleep(0.05)
timer = threading.Timer(0.1, print, args=["timer"])
timer.start()
cancelled = threading.Timer(0.05, print, args=["never"])
cancelled.start()
cancelled.cancel()
print("main ends")
