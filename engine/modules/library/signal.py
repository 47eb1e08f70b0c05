"""signal, between the processes of a simulated machine: os.kill, raise_signal and terminate() send them."""
import _process
import enum as _enum
import os as _os
import threading as _threading

_NUMBERS = {
    "SIGHUP": 1, "SIGINT": 2, "SIGQUIT": 3, "SIGILL": 4, "SIGTRAP": 5, "SIGABRT": 6, "SIGBUS": 7, "SIGFPE": 8,
    "SIGKILL": 9, "SIGUSR1": 10, "SIGSEGV": 11, "SIGUSR2": 12, "SIGPIPE": 13, "SIGALRM": 14, "SIGTERM": 15,
    "SIGSTKFLT": 16, "SIGCHLD": 17, "SIGCONT": 18, "SIGSTOP": 19, "SIGTSTP": 20, "SIGTTIN": 21, "SIGTTOU": 22,
    "SIGURG": 23, "SIGXCPU": 24, "SIGXFSZ": 25, "SIGVTALRM": 26, "SIGPROF": 27, "SIGWINCH": 28, "SIGIO": 29,
    "SIGPWR": 30, "SIGSYS": 31, "SIGRTMIN": 34, "SIGRTMAX": 64,
}
_TEXTS = {
    1: "Hangup", 2: "Interrupt", 3: "Quit", 4: "Illegal instruction", 6: "Aborted", 8: "Floating point exception",
    9: "Killed", 10: "User defined signal 1", 11: "Segmentation fault", 12: "User defined signal 2", 13: "Broken pipe",
    14: "Alarm clock", 15: "Terminated", 17: "Child exited", 18: "Continued", 19: "Stopped (signal)", 20: "Stopped",
}
_DEFAULT, _IGNORED, _HEEDED = range(3)

Signals = _enum.IntEnum("Signals", _NUMBERS, module="signal")
Handlers = _enum.IntEnum("Handlers", {"SIG_DFL": 0, "SIG_IGN": 1}, module="signal")
SIG_DFL, SIG_IGN = Handlers
(SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGKILL, SIGUSR1, SIGSEGV, SIGUSR2, SIGPIPE,
 SIGALRM, SIGTERM, SIGSTKFLT, SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGXCPU, SIGXFSZ,
 SIGVTALRM, SIGPROF, SIGWINCH, SIGIO, SIGPWR, SIGSYS, SIGRTMIN, SIGRTMAX) = Signals
NSIG = 65


def default_int_handler(signalnum, frame, /):
    raise KeyboardInterrupt


_handlers = {SIGINT: default_int_handler, SIGPIPE: SIG_IGN, SIGXFSZ: SIG_IGN}


def _known(number):
    """The signal with that number, as signal's functions give it."""
    try:
        return Signals(number)
    except ValueError:
        return number


def _checked(number):
    number = number.__index__()
    if not 1 <= number < NSIG:
        raise ValueError("signal number out of range")
    return number


def getsignal(signalnum):
    return _handlers.get(_checked(signalnum), SIG_DFL)


def signal(signalnum, handler):
    if _threading.current_thread() is not _threading.main_thread():
        raise ValueError("signal only works in main thread of the main interpreter")
    if handler not in (SIG_DFL, SIG_IGN) and not callable(handler):
        raise TypeError("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
    number = _checked(signalnum)
    if number in (SIGKILL, SIGSTOP):
        raise OSError(22, "Invalid argument")
    before = getsignal(number)
    if not callable(handler):
        handler = Handlers(handler)
    _handlers[number] = handler
    ours = number == SIGINT and handler is default_int_handler
    ignored = handler is SIG_IGN
    _process._heed(number, _DEFAULT if ours or handler is SIG_DFL and number != SIGINT else
                   _IGNORED if ignored else _HEEDED)
    return before


def _call(number):
    """What the process does with one that it heeds."""
    handler = getsignal(number)
    if handler is SIG_DFL:  # only SIGINT comes here so: it would raise KeyboardInterrupt otherwise
        _process.exit(-number)
    handler(number, None)


def raise_signal(signalnum, /):
    _os.kill(_process.getpid(), signalnum)


def strsignal(signalnum, /):
    return _TEXTS.get(_checked(signalnum))


def valid_signals():
    return {_known(number) for number in range(1, NSIG) if number not in (32, 33)}


# ---- event loops ----------------------------------------------------------------------------------------------------


class _LoopHandler:
    """loop.add_signal_handler's: the loop's next poll finds it in a pipe, what reads there queues the callback."""

    def __init__(self, loop, number, callback, args):
        from contextvars import copy_context

        self.loop, self.number, self.callback, self.args = loop, number, callback, args
        self.context = copy_context()

    def __call__(self, number, frame):
        if self.loop.is_closed():
            signal(number, default_int_handler if number == SIGINT else SIG_DFL)
            raise_signal(number)
        else:
            self.loop.call_later(0, self._read)

    def _read(self):
        if _handlers.get(self.number) is self:
            self.loop.call_soon(self.callback, *self.args, context=self.context)


def _check_loop_signal(sig):
    if not isinstance(sig, int):
        raise TypeError(f"sig must be an int, not {sig!r}")
    if sig not in valid_signals():
        raise ValueError(f"invalid signal number {sig}")


def _add_loop_handler(loop, sig, callback, *args):
    from inspect import iscoroutine, iscoroutinefunction

    if iscoroutine(callback) or iscoroutinefunction(callback):
        raise TypeError("coroutines cannot be used with add_signal_handler()")
    _check_loop_signal(sig)
    if loop.is_closed():
        raise RuntimeError("Event loop is closed")
    if _threading.current_thread() is not _threading.main_thread():
        raise RuntimeError("set_wakeup_fd only works in main thread of the main interpreter")
    try:
        signal(sig, _LoopHandler(loop, int(sig), callback, args))
    except OSError:
        raise RuntimeError(f"sig {sig} cannot be caught") from None


def _remove_loop_handler(loop, sig):
    _check_loop_signal(sig)
    handler = _handlers.get(int(sig))
    if not isinstance(handler, _LoopHandler) or handler.loop is not loop:
        return False
    signal(sig, default_int_handler if sig == SIGINT else SIG_DFL)
    return True
