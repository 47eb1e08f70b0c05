#!/usr/bin/env python3
"""Runs a Python file under real CPython asyncio on a virtual clock.

    virtual_loop.py FILE[:ENTRY]

This is the suite's oracle: whatever CPython 3.11 prints here is the right
answer.  The event loop is CPython's own; only what touches time is replaced,
from outside: the clock, the selector (which never blocks, but moves the clock
to the next timer) and the order of timers with equal deadlines (first armed,
first fired, compared in whole nanoseconds).  README.md, beside this file,
states every rule.

Exit status: the program's own (1 after an uncaught exception), or 3 with
"deadlock" on stderr when nothing is ready and nothing can become ready.
"""

import asyncio
import asyncio.events
import inspect
import itertools
import os
import selectors
import sys
import time
import types

import virtual_clock
import virtual_order
import virtual_threads

HERE = os.path.dirname(os.path.abspath(__file__))
DEADLOCK_STATUS = 3

CLOCK = virtual_clock.VirtualClock()


class TimerHandle(asyncio.events.TimerHandle):
    """A timer handle ordered by (deadline in ns, order of arming)."""

    __slots__ = ("_deadline_ns", "_armed")

    _sequence = itertools.count()

    def __init__(self, when, *rest):
        super().__init__(when, *rest)
        self._deadline_ns = virtual_clock.seconds_to_ns(when)
        self._armed = next(TimerHandle._sequence)

    def __lt__(self, other):
        if isinstance(other, TimerHandle):
            return (self._deadline_ns, self._armed) < (other._deadline_ns, other._armed)
        return NotImplemented


class DueLimit:
    """What the loop compares deadlines with to find the timers that are due.

    The loop computes `time() + clock_resolution` and leaves a timer in the
    heap when `when >= that`.  As the resolution, this object makes the sum
    itself and the comparison exact: due means deadline_ns <= now_ns.
    """

    def __radd__(self, seconds):
        return self

    def __le__(self, when):  # asked as `when >= limit`
        return virtual_clock.seconds_to_ns(when) > CLOCK.now_ns


class VirtualSelector(selectors.SelectSelector):
    """A selector that watches nothing and never blocks in real time."""

    loop = None

    def select(self, timeout=None):
        loop = self.loop
        virtual_threads.run_ready()
        if loop._ready or loop._stopping:
            return []
        until_ns = loop._scheduled[0]._deadline_ns if loop._scheduled else virtual_clock.FOREVER_NS
        virtual_threads.block_until(until_ns, lambda: loop._ready)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """CPython's selector event loop on the virtual clock."""

    def __init__(self):
        selector = VirtualSelector()
        super().__init__(selector)
        selector.loop = self
        self._clock_resolution = DueLimit()

    def time(self):
        return CLOCK.seconds()

    def _write_to_self(self):
        """No wake-up byte: the selector looks at the ready queue instead."""


class VirtualPolicy(asyncio.DefaultEventLoopPolicy):
    _loop_factory = VirtualLoop


def report_deadlock():
    """Ends the process: nothing is ready and nothing can become ready."""
    sys.stdout.flush()
    sys.stderr.write("deadlock\n")
    sys.stderr.flush()
    os._exit(DEADLOCK_STATUS)


def install():
    """Replaces what touches time.  Cannot be undone; call it once."""
    os.environ["TZ"] = "UTC"
    time.tzset()
    CLOCK.install()
    virtual_threads.install(CLOCK, report_deadlock)
    virtual_order.install()
    TimerHandle.__module__ = "asyncio.events"
    TimerHandle.__qualname__ = "TimerHandle"
    VirtualLoop.__name__ = VirtualLoop.__qualname__ = "_UnixSelectorEventLoop"
    VirtualLoop.__module__ = "asyncio.unix_events"
    VirtualSelector.__name__ = "EpollSelector"  # asyncio logs it
    asyncio.events.TimerHandle = asyncio.TimerHandle = TimerHandle
    asyncio.set_event_loop_policy(VirtualPolicy())


def without_our_frames(trace):
    """The traceback `trace` without the frames of the harness."""
    if trace is None:
        return None
    rest = without_our_frames(trace.tb_next)
    if os.path.dirname(os.path.abspath(trace.tb_frame.f_code.co_filename)) == HERE:
        return rest
    return types.TracebackType(rest, trace.tb_frame, trace.tb_lasti, trace.tb_lineno)


def print_uncaught(error):
    """Prints an uncaught exception as python3 does, without our frames in it or its causes."""
    pending, seen = [error], set()
    while pending:
        each = pending.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        each.__traceback__ = without_our_frames(each.__traceback__)
        pending += [each.__cause__, each.__context__]
        pending += getattr(each, "exceptions", ())
    sys.stdout.flush()
    sys.excepthook(type(error), error, error.__traceback__)
    sys.stderr.flush()


def run_module(path, entry):
    """Runs the file as python3 does, or the top-level function `entry` of it."""
    with open(path, "rb") as file:
        source = file.read()
    name = "__main__" if entry is None else os.path.splitext(os.path.basename(path))[0]
    module = types.ModuleType(name)
    module.__file__ = path
    module.__builtins__ = __builtins__
    sys.modules[name] = module
    sys.argv = [path]
    sys.path[0] = os.path.dirname(os.path.abspath(path))
    # dont_inherit: no future statement of this file applies to that one.
    exec(compile(source, path, "exec", dont_inherit=True), module.__dict__)
    if entry is None:
        return
    function = getattr(module, entry, None)
    if not callable(function):
        raise SystemExit(f"{path}: no function named {entry}")
    if inspect.iscoroutinefunction(function):
        asyncio.run(function())
    else:
        function()


def run(target):
    """Runs FILE[:ENTRY] and returns the exit status.  SystemExit passes through."""
    path, colon, entry = target.rpartition(":")
    if not colon or not entry.isidentifier():
        path, entry = target, None
    sys.stdout.reconfigure(encoding="utf-8", newline="\n", line_buffering=False)
    sys.stderr.reconfigure(encoding="utf-8")
    install()
    try:
        run_module(path, entry)
        virtual_threads.finish()
    except SystemExit:
        virtual_threads.finish()
        raise
    except KeyboardInterrupt as error:
        print_uncaught(error)
        return 130
    except BaseException as error:
        print_uncaught(error)
        virtual_threads.finish()
        return 1
    return 0


def main(arguments):
    if arguments[:1] == ["run"]:  # so that a wrapper can stand in for the program under test
        arguments = arguments[1:]
    if len(arguments) != 1:
        print("usage: virtual_loop.py FILE[:ENTRY]", file=sys.stderr)
        return 2
    if sys.version_info[:2] != (3, 11):
        print("virtual_loop.py: the oracle is CPython 3.11, this is " + sys.version.split()[0], file=sys.stderr)
        return 2
    return run(arguments[0])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
