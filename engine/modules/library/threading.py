"""threading, on the simulated threads of _thread."""
import _thread
import collections as _collections
import functools as _functools
import itertools as _itertools
import sys as _sys
import traceback as _traceback
from time import monotonic as _now

get_ident = _thread.get_ident
get_native_id = _thread.get_native_id
ThreadError = _thread.error
TIMEOUT_MAX = _thread.TIMEOUT_MAX
Lock = _thread.allocate_lock
RLock = _thread.RLock
_count = _itertools.count(1)
_gate = _thread._gate


def _left(deadline):
    """Seconds until then; None: for ever."""
    return None if deadline is None else deadline - _now()


def _deadline(timeout):
    return None if timeout is None else _now() + timeout


# ---- what threads wait for ----


class Condition:
    def __init__(self, lock=None):
        lock = RLock() if lock is None else lock
        self._lock = lock
        self.acquire = lock.acquire
        self.release = lock.release
        self._queue = _collections.deque()  # of gates, one for each that waits

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *details):
        return self._lock.__exit__(*details)

    def __repr__(self):
        return f"<Condition({self._lock}, {len(self._queue)})>"

    def _is_owned(self):
        if hasattr(self._lock, "_is_owned"):
            return self._lock._is_owned()
        return self._lock.locked()

    def _check(self, what):
        if not self._is_owned():
            raise RuntimeError(f"cannot {what} on un-acquired lock")

    def _let_go(self):
        if hasattr(self._lock, "_release_save"):
            return self._lock._release_save()
        self._lock.release()
        return None

    def _take_back(self, state):
        if hasattr(self._lock, "_acquire_restore"):
            self._lock._acquire_restore(state)
        else:
            self._lock.acquire()

    def wait(self, timeout=None):
        self._check("wait")
        own = _gate()
        self._queue.append(own)
        state = self._let_go()
        passed = False
        try:
            passed = own.wait(timeout)
            return passed
        finally:
            self._take_back(state)
            if not passed and own in self._queue:
                self._queue.remove(own)

    def wait_for(self, predicate, timeout=None):
        deadline = _deadline(timeout)
        while not (result := predicate()):
            left = _left(deadline)
            if left is not None and left <= 0:
                break
            self.wait(left)
        return result

    def notify(self, n=1):
        self._check("notify")
        while n > 0 and self._queue:
            self._queue.popleft().open()
            n -= 1

    def notify_all(self):
        self.notify(len(self._queue))

    notifyAll = notify_all


class Semaphore:
    def __init__(self, value=1):
        if value < 0:
            raise ValueError("semaphore initial value must be >= 0")
        self._changed = Condition(Lock())
        self._value = value

    def __repr__(self):
        cls = type(self)
        return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: value={self._value}>"

    def acquire(self, blocking=True, timeout=None):
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        with self._changed:
            if not self._value and blocking:
                self._changed.wait_for(lambda: self._value, timeout)
            if not self._value:
                return False
            self._value -= 1
            return True

    __enter__ = acquire

    def release(self, n=1):
        if n < 1:
            raise ValueError("n must be one or more")
        with self._changed:
            self._value += n
            self._changed.notify(n)

    def __exit__(self, kind, value, traceback):
        self.release()


class BoundedSemaphore(Semaphore):
    def __init__(self, value=1):
        super().__init__(value)
        self._initial_value = value

    def __repr__(self):
        cls = type(self)
        return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: value={self._value}/{self._initial_value}>"

    def release(self, n=1):
        if n < 1:
            raise ValueError("n must be one or more")
        if self._value + n > self._initial_value:
            raise ValueError("Semaphore released too many times")
        super().release(n)


class Event:
    def __init__(self):
        self._set = False
        self._waiting = []  # gates

    def __repr__(self):
        cls = type(self)
        return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: {'set' if self._set else 'unset'}>"

    def is_set(self):
        return self._set

    isSet = is_set

    def set(self):
        self._set = True
        waiting, self._waiting = self._waiting, []
        for gate in waiting:
            gate.open()

    def clear(self):
        self._set = False

    def wait(self, timeout=None):
        if self._set:
            return True
        own = _gate()
        self._waiting.append(own)
        passed = own.wait(timeout)
        if not passed and own in self._waiting:
            self._waiting.remove(own)
        return passed

    def __reduce__(self):
        raise TypeError("cannot pickle '_thread.lock' object")


class BrokenBarrierError(RuntimeError):
    pass


class Barrier:
    def __init__(self, parties, action=None, timeout=None):
        self._parties = parties
        self._action = action
        self._timeout = timeout
        self._changed = Condition(Lock())
        self._state = "filling"  # then "draining", "resetting", "broken"
        self._inside = 0

    def __repr__(self):
        cls = type(self)
        start = f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: "
        return start + ("broken>" if self.broken else f"waiters={self.n_waiting}/{self.parties}>")

    def wait(self, timeout=None):
        timeout = self._timeout if timeout is None else timeout
        with self._changed:
            self._changed.wait_for(lambda: self._state not in ("draining", "resetting"))
            self._check()
            place = self._inside
            self._inside += 1
            try:
                if place + 1 == self._parties:
                    self._fulfil()
                else:
                    self._await(timeout)
                return place
            finally:
                self._inside -= 1
                if not self._inside and self._state in ("draining", "resetting"):
                    self._state = "filling"
                    self._changed.notify_all()

    def _check(self):
        if self._state == "broken":
            raise BrokenBarrierError

    def _fulfil(self):
        try:
            if self._action:
                self._action()
        except BaseException:
            self._break()
            raise
        self._state = "draining"
        self._changed.notify_all()

    def _await(self, timeout):
        if not self._changed.wait_for(lambda: self._state != "filling", timeout):
            self._break()
            raise BrokenBarrierError
        if self._state in ("broken", "resetting"):
            raise BrokenBarrierError

    def _break(self):
        self._state = "broken"
        self._changed.notify_all()

    def reset(self):
        with self._changed:
            self._state = "resetting" if self._inside else "filling"
            self._changed.notify_all()

    def abort(self):
        with self._changed:
            self._break()

    @property
    def parties(self):
        return self._parties

    @property
    def n_waiting(self):
        return self._inside if self._state == "filling" else 0

    @property
    def broken(self):
        return self._state == "broken"


# ---- threads ----

ExceptHookArgs = _collections.namedtuple("ExceptHookArgs", "exc_type exc_value exc_traceback thread")


def excepthook(args, /):
    if args.exc_type is SystemExit:
        return
    name = args.thread.name if args.thread is not None else get_ident()
    print(f"Exception in thread {name}:", file=_sys.stderr)
    _traceback.print_exception(args.exc_type, args.exc_value, args.exc_traceback, file=_sys.stderr)


__excepthook__ = excepthook


class Thread:
    _ready = False

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        assert group is None, "group argument must be None for now"
        if name is not None:
            name = str(name)
        else:
            name = f"Thread-{next(_count)}"
            if target is not None and hasattr(target, "__name__"):
                name += f" ({target.__name__})"
        self._target = target
        self._name = name
        self._args = args
        self._kwargs = {} if kwargs is None else kwargs
        self._daemonic = current_thread().daemon if daemon is None else daemon
        self._ident = None
        self._native_id = None
        self._begun = False
        self._over = _gate(True)
        self._ready = True

    def _check(self):
        if not self._ready:
            raise RuntimeError("Thread.__init__() not called")

    def __repr__(self):
        self._check()
        state = "stopped" if self._over.is_open() else "started" if self._begun else "initial"
        if self._daemonic:
            state += " daemon"
        if self._ident is not None:
            state += f" {self._ident}"
        return f"<{type(self).__name__}({self._name}, {state})>"

    def start(self):
        if not self._ready:
            raise RuntimeError("thread.__init__() not called")
        if self._begun:
            raise RuntimeError("threads can only be started once")
        self._begun = True
        try:
            _thread._start(self, self._main, self._name, bool(self._daemonic))
        except RuntimeError:
            self._begun = False
            raise

    def run(self):
        try:
            if self._target is not None:
                self._target(*self._args, **self._kwargs)
        finally:
            del self._target, self._args, self._kwargs

    def _main(self):
        self._ident = get_ident()
        self._native_id = get_native_id()
        try:
            self.run()
        except BaseException as error:
            _tell(self, error)
        finally:
            self._over.open()

    def join(self, timeout=None):
        if not self._ready:
            raise RuntimeError("Thread.__init__() not called")
        if not self._begun:
            raise RuntimeError("cannot join thread before it is started")
        if self is current_thread():
            raise RuntimeError("cannot join current thread")
        self._over.wait(timeout)

    def is_alive(self):
        self._check()
        return self._begun and not self._over.is_open()

    @property
    def name(self):
        self._check()
        return self._name

    @name.setter
    def name(self, name):
        self._check()
        self._name = str(name)

    @property
    def ident(self):
        self._check()
        return self._ident

    @property
    def native_id(self):
        self._check()
        return self._native_id

    @property
    def daemon(self):
        self._check()
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic):
        if not self._ready:
            raise RuntimeError("Thread.__init__() not called")
        if self._begun:
            raise RuntimeError("cannot set daemon status of active thread")
        self._daemonic = daemonic

    def isDaemon(self):
        return self.daemon

    def setDaemon(self, daemonic):
        self.daemon = daemonic

    def getName(self):
        return self.name

    def setName(self, name):
        self.name = name

    def __reduce__(self):
        raise TypeError("cannot pickle '_thread.lock' object")


def _tell(thread, error):
    """An exception that ends a thread goes to the hook, and what the hook raises to sys.stderr."""
    args = ExceptHookArgs(type(error), error, error.__traceback__, thread)
    try:
        excepthook(args)
    except BaseException as failure:
        print("Exception in threading.excepthook:", file=_sys.stderr)
        _traceback.print_exception(failure, file=_sys.stderr)


class Timer(Thread):
    def __init__(self, interval, function, args=None, kwargs=None):
        super().__init__()
        self.interval = interval
        self.function = function
        self.args = [] if args is None else args
        self.kwargs = {} if kwargs is None else kwargs
        self.finished = Event()

    def cancel(self):
        self.finished.set()

    def run(self):
        self.finished.wait(self.interval)
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()


class _MainThread(Thread):
    pass


class _Worker(Thread):
    """A pool's thread: it was not started from here."""


def _adopt(kind, ident, name, daemon):
    thread = kind.__new__(kind)
    thread._target, thread._args, thread._kwargs = None, (), {}
    thread._name, thread._daemonic, thread._ident, thread._native_id = name, daemon, ident, None
    thread._begun = thread._ready = True
    thread._over = _gate(True)
    _adopted[ident] = thread
    return thread


_MainThread.__name__ = "_MainThread"
_Worker.__name__ = "Thread"
_adopted = {}
_main = _adopt(_MainThread, 0x7F0000800000, "MainThread", False)


def _of(description):
    ident, name, daemon, thread = description
    if thread is not None:
        return thread
    if ident in _adopted:
        return _adopted[ident]
    return _adopt(_Worker, ident, name, daemon)


def current_thread():
    return _of(_thread._describe())


def main_thread():
    return _main


def enumerate():
    return [_of(each) for each in _thread._all()]


def active_count():
    return len(_thread._all())


currentThread = current_thread
activeCount = active_count


def stack_size(size=0):
    return 0


def settrace(func):
    raise NotImplementedError("threads cannot be traced here")


# ---- local ----


class local:
    def __new__(cls, /, *args, **kwargs):
        if (args or kwargs) and cls.__init__ is object.__init__:
            raise TypeError("Initialization arguments are not supported")
        self = object.__new__(cls)
        object.__setattr__(self, "_local__all", {get_ident(): {}})
        object.__setattr__(self, "_local__arguments", (args, kwargs))
        return self

    def __getattribute__(self, name):
        own = _own(self)
        if name == "__dict__":
            return own
        if name in own and not hasattr(getattr(type(self), name, None), "__set__"):
            return own[name]
        try:
            return object.__getattribute__(self, name)
        except AttributeError:
            kind = "_thread._local" if type(self) is local else type(self).__name__
            raise AttributeError(f"'{kind}' object has no attribute '{name}'", name=name, obj=self) from None

    def __setattr__(self, name, value):
        if hasattr(getattr(type(self), name, None), "__set__"):
            object.__setattr__(self, name, value)
        else:
            _own(self)[name] = value

    def __delattr__(self, name):
        own = _own(self)
        if name not in own:
            raise AttributeError(name)
        del own[name]

    def __reduce__(self):
        raise TypeError("cannot pickle '_thread._local' object")


def _own(self):
    """The attributes in the running thread; __init__ is called in each that comes here."""
    every = object.__getattribute__(self, "_local__all")
    ident = get_ident()
    if ident not in every:
        every[ident] = {}
        args, kwargs = object.__getattribute__(self, "_local__arguments")
        type(self).__init__(self, *args, **kwargs)
    return every[ident]
