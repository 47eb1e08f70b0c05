"""multiprocessing, by forks of simulated processes."""
import _process
import queue as _queue
import sys as _sys
import threading as _threading
import traceback as _traceback
from time import monotonic as _now

cpu_count = _process.cores


class ProcessError(Exception):
    pass


class BufferTooShort(ProcessError):
    pass


class TimeoutError(ProcessError):
    pass


class AuthenticationError(ProcessError):
    pass


# ---- processes ----


class _BaseProcess:
    _kind = "Process"

    def __init__(self, group=None, target=None, name=None, args=(), kwargs={}, *, daemon=None):
        assert group is None, "group argument must be None for now"
        self._number = _process._next_number()
        self._name = name or f"{type(self).__name__}-{self._number}"
        self._target, self._args, self._kwargs = target, tuple(args), dict(kwargs)
        self._daemonic = current_process().daemon if daemon is None else daemon
        self._child = None
        self._parent = _process.getpid()

    def run(self):
        if self._target:
            self._target(*self._args, **self._kwargs)

    def start(self):
        self._check_closed()
        assert self._child is None, "cannot start a process twice"
        assert self._parent == _process.getpid(), "can only start a process object created by current process"
        assert not current_process().daemon, "daemonic processes are not allowed to have children"
        self._child = _process._start(_process._child, self, self._name, self._daemonic)
        _children.append(self)

    def _main(self):
        """In the child: its exit status."""
        global _current
        _current = self
        _children.clear()
        try:
            self.run()
            return 0
        except SystemExit as leave:
            if leave.code is None:
                return 0
            if isinstance(leave.code, int):
                return leave.code & 255
            print(leave.code, file=_sys.stderr)
            return 1
        except BaseException:
            print(f"Process {self.name}:", file=_sys.stderr)
            _traceback.print_exc()
            return 1

    _closed = False

    def _check_closed(self):
        if self._closed:
            raise ValueError("process object is closed")

    def _check(self, what):
        self._check_closed()
        assert self._parent == _process.getpid(), f"can only {what} a child process"
        assert self._child is not None, f"can only {what} a started process"

    def join(self, timeout=None):
        self._check("join")
        if self._child.wait(timeout) and self in _children:
            _children.remove(self)

    def is_alive(self):
        self._check_closed()
        if self is _current:
            return True
        assert self._parent == _process.getpid(), "can only test a child process"
        return self._child is not None and self._child.status is None

    def terminate(self):
        self._check_closed()
        self._child.terminate()

    def kill(self):
        self._check_closed()
        self._child.kill()

    def close(self):
        if self._child is not None and self._child.status is None:
            raise ValueError("Cannot close a process while it is still running. You should first call join() or "
                             "terminate().")
        self._closed = True
        if self in _children:
            _children.remove(self)

    @property
    def name(self):
        return self._name

    @name.setter
    def name(self, name):
        assert isinstance(name, str), "name must be a string"
        self._name = name

    @property
    def daemon(self):
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic):
        assert self._child is None, "process has already started"
        self._daemonic = daemonic

    @property
    def exitcode(self):
        self._check_closed()
        return None if self is _current or self._child is None else self._child.status

    @property
    def ident(self):
        self._check_closed()
        if self is _current:
            return _process.getpid()
        return None if self._child is None else self._child.pid

    pid = ident

    def __repr__(self):
        if self is _current:
            state = "started"
        elif self._closed:
            state = "closed"
        elif self._child is None:
            state = "initial"
        elif self._child.status is None:
            state = "started"
        else:
            status = self._child.status
            state = "stopped"
        parts = [f"{type(self).__name__} name={self._name!r}"]
        if self._child is not None and not self._closed:
            parts.append(f"pid={self._child.pid}")
        parts.append(f"parent={self._parent}")
        parts.append(state)
        if state == "stopped":
            names = {-9: "-SIGKILL", -15: "-SIGTERM"}
            parts.append(f"exitcode={names.get(status, status)}")
        if self._daemonic:
            parts.append("daemon")
        return "<" + " ".join(parts) + ">"

    def __reduce__(self):
        raise TypeError("Pickling an AuthenticationString object is disallowed for security reasons")


class Process(_BaseProcess):
    pass


class ForkProcess(_BaseProcess):
    pass


class _Running:
    """A process that was not started from here: the first one, or a pool's worker."""

    daemon = False
    exitcode = None

    @property
    def name(self):
        return _process.name()

    @property
    def pid(self):
        return _process.getpid()

    ident = pid

    def is_alive(self):
        return True

    def __repr__(self):
        kind = "_MainProcess" if _process.name() == "MainProcess" else "ForkProcess"
        return f"<{kind} name={self.name!r} parent=None started>"


_current = None
_running = _Running()
_children = []


def current_process():
    return _running if _current is None else _current


def parent_process():
    return None if _process.name() == "MainProcess" else _running


def active_children():
    _children[:] = [each for each in _children if each._child.status is None]
    return list(_children)


# ---- what processes share ----


def _inherited(kind):
    raise RuntimeError(f"{kind} objects should only be shared between processes through inheritance")


class _Tokens:
    """So many may have one at a time: locks and semaphores."""

    def __init__(self, value):
        if value < 0:
            raise ValueError("semaphore initial value must be >= 0")
        self._free = _process.channel()
        for _ in range(value):
            self._free.put(None)

    def acquire(self, block=True, timeout=None):
        if not block and not self._free.count():
            return False
        if timeout is not None:
            timeout = max(0, timeout)
        if not self._free.wait(timeout):
            return False
        self._free.take()
        return True

    def release(self):
        self._free.put(None)

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *details):
        self.release()

    def __reduce__(self):
        _inherited(type(self).__name__)


class Lock(_Tokens):
    def __init__(self):
        super().__init__(1)

    def release(self):
        if self._free.count():
            raise ValueError("semaphore or lock released too many times")
        super().release()


class RLock(_Tokens):
    def __init__(self):
        super().__init__(1)
        self._owner = _process.channel()

    def _me(self):
        return _process.getpid(), _threading.get_ident()

    def acquire(self, block=True, timeout=None):
        owner = self._owner.peek()
        if owner is not None and owner[0] == self._me():
            self._owner.replace((owner[0], owner[1] + 1))
            return True
        if not super().acquire(block, timeout):
            return False
        self._owner.replace((self._me(), 1))
        return True

    def release(self):
        owner = self._owner.peek()
        if owner is None or owner[0] != self._me():
            raise AssertionError("attempt to release recursive lock not owned by thread")
        if owner[1] > 1:
            self._owner.replace((owner[0], owner[1] - 1))
        else:
            self._owner.clear()
            super().release()


class Semaphore(_Tokens):
    def __init__(self, value=1):
        super().__init__(value)

    def get_value(self):
        return self._free.count()


class BoundedSemaphore(Semaphore):
    def __init__(self, value=1):
        super().__init__(value)
        self._most = value

    def release(self):
        if self._free.count() >= self._most:
            raise ValueError("semaphore or lock released too many times")
        super().release()


class Event:
    def __init__(self):
        self._flag = _process.channel()

    def is_set(self):
        return self._flag.count() > 0

    def set(self):
        self._flag.replace(True)

    def clear(self):
        self._flag.clear()

    def wait(self, timeout=None):
        return self._flag.wait(timeout)

    def __reduce__(self):
        _inherited("Event")


class _Shared:
    """A value behind a lock."""

    def __init__(self, value, lock):
        self._cell = _process.channel()
        self._cell.replace(value)
        self._lock = lock

    def get_lock(self):
        return self._lock

    def acquire(self, *args):
        return self._lock.acquire(*args)

    def release(self):
        self._lock.release()

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *details):
        return self._lock.__exit__(*details)

    def __reduce__(self):
        _inherited(type(self).__name__)


class _Value(_Shared):
    @property
    def value(self):
        return self._cell.peek()

    @value.setter
    def value(self, value):
        self._cell.replace(value)


class _Array(_Shared):
    def __len__(self):
        return len(self._cell.peek())

    def __getitem__(self, index):
        return self._cell.peek()[index]

    def __setitem__(self, index, value):
        items = self._cell.peek()
        items[index] = value
        self._cell.replace(items)

    def __iter__(self):
        return iter(self._cell.peek())


_ZERO = {"f": 0.0, "d": 0.0, "c": b"\x00"}


def _number(kind, value):
    return float(value) if kind in ("f", "d") else value


def Value(typecode_or_type, *args, lock=True):
    kind = typecode_or_type
    return _Value(_number(kind, args[0]) if args else _ZERO.get(kind, 0), RLock() if lock is True else lock)


def Array(typecode_or_type, size_or_initializer, *, lock=True):
    kind, given = typecode_or_type, size_or_initializer
    items = [_ZERO.get(kind, 0)] * given if isinstance(given, int) else [_number(kind, each) for each in given]
    return _Array(items, RLock() if lock is True else lock)


class Queue:
    def __init__(self, maxsize=0):
        self._items = _process.channel()
        self._maxsize = maxsize if maxsize > 0 else 0
        self._closed = False

    def put(self, obj, block=True, timeout=None):
        if self._closed:
            raise ValueError(f"Queue {self!r} is closed")
        if self._maxsize and self._items.count() >= self._maxsize:
            if not block or not self._items.wait_room(self._maxsize, timeout):
                raise _queue.Full
        try:
            self._items.put(obj)
        except Exception:
            _traceback.print_exc()  # of the thread that feeds the pipe, in CPython

    def get(self, block=True, timeout=None):
        if self._closed:
            raise ValueError(f"Queue {self!r} is closed")
        if not self._items.count() and (not block or not self._items.wait(timeout)):
            raise _queue.Empty
        return self._items.take()

    def put_nowait(self, obj):
        self.put(obj, False)

    def get_nowait(self):
        return self.get(False)

    def qsize(self):
        return self._items.count()

    def empty(self):
        return not self._items.count()

    def full(self):
        return bool(self._maxsize) and self._items.count() >= self._maxsize

    def close(self):
        self._closed = True

    def join_thread(self):
        pass

    def cancel_join_thread(self):
        pass

    def __reduce__(self):
        _inherited("Queue")


class JoinableQueue(Queue):
    def __init__(self, maxsize=0):
        super().__init__(maxsize)
        self._open = _process.channel()

    def put(self, obj, block=True, timeout=None):
        super().put(obj, block, timeout)
        self._open.put(None)

    def task_done(self):
        if not self._open.count():
            raise ValueError("task_done() called too many times")
        self._open.take()

    def join(self):
        self._open.wait_room(1)


class SimpleQueue(Queue):
    def get(self):
        return super().get()

    def put(self, obj):
        super().put(obj)


class Connection:
    def __init__(self, incoming, outgoing):
        self._incoming, self._outgoing = incoming, outgoing
        self.closed = False

    readable = property(lambda self: self._incoming is not None)
    writable = property(lambda self: self._outgoing is not None)

    def _check(self, way, what):
        if self.closed:
            raise OSError("handle is closed")
        if way is None:
            raise OSError(f"connection is {what}-only")
        return way

    def send(self, obj):
        self._check(self._outgoing, "read").put(obj)

    def recv(self):
        incoming = self._check(self._incoming, "write")
        incoming.wait()
        return incoming.take()

    def poll(self, timeout=0.0):
        incoming = self._check(self._incoming, "write")
        return incoming.count() > 0 or incoming.wait(timeout)

    def close(self):
        self.closed = True

    def __enter__(self):
        return self

    def __exit__(self, *details):
        self.close()


def Pipe(duplex=True):
    first, second = _process.channel(), _process.channel()
    if duplex:
        return Connection(first, second), Connection(second, first)
    return Connection(first, None), Connection(None, first)


# ---- contexts ----


def Pool(processes=None, initializer=None, initargs=(), maxtasksperchild=None):
    from multiprocessing.pool import Pool as kind

    return kind(processes, initializer, initargs, maxtasksperchild)


def Manager():
    from multiprocessing.managers import SyncManager

    return SyncManager()


def get_start_method(allow_none=False):
    return "fork"


def get_all_start_methods():
    return ["fork"]


def set_start_method(method, force=False):
    get_context(method)


class _Context:
    Process = ForkProcess
    Queue, SimpleQueue, JoinableQueue = Queue, SimpleQueue, JoinableQueue
    Lock, RLock, Semaphore, BoundedSemaphore, Event = Lock, RLock, Semaphore, BoundedSemaphore, Event
    Pool, Pipe, Value, Array = staticmethod(Pool), staticmethod(Pipe), staticmethod(Value), staticmethod(Array)
    Manager = staticmethod(Manager)
    cpu_count = staticmethod(cpu_count)
    current_process = staticmethod(current_process)
    active_children = staticmethod(active_children)

    def get_start_method(self, allow_none=False):
        return "fork"

    def get_context(self, method=None):
        return get_context(method)


_context = _Context()


def get_context(method=None):
    if method in (None, "fork"):
        return _context
    if method in ("spawn", "forkserver"):
        raise ValueError(f"the start method {method!r} is not simulated: use 'fork'")
    raise ValueError(f"cannot find context for {method!r}")


def freeze_support():
    pass
