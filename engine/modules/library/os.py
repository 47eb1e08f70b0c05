"""os, as far as a simulated machine has one: its processes and cores, and an empty environment."""
import _process

name = "posix"
sep = "/"
linesep = "\n"
pathsep = ":"
curdir = "."
pardir = ".."
devnull = "/dev/null"
error = OSError
environ = {}
cpu_count = _process.cores
getpid = _process.getpid
getppid = _process.getppid
_exit = _process.exit


def kill(pid, signal, /):
    error = _process._send(pid, signal)
    if error:
        raise OSError(error, {3: "No such process", 22: "Invalid argument"}[error])


def abort():
    kill(getpid(), 6)


def getenv(key, default=None):
    return environ.get(key, default)


def putenv(key, value):
    environ[key] = value


def sched_getaffinity(pid):
    return set(range(cpu_count()))


def fspath(path):
    if not isinstance(path, (str, bytes)):
        raise TypeError(f"expected str, bytes or os.PathLike object, not {type(path).__name__}")
    return path
