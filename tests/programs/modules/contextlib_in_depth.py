"""contextlib: exceptions through generators, misuse, decorators, stacks, the async forms."""
import asyncio
from contextlib import (
    AsyncExitStack, ExitStack, AbstractContextManager, ContextDecorator, aclosing, asynccontextmanager, closing,
    contextmanager, nullcontext, suppress)


def tried(function):
    try:
        print(function())
    except BaseException as error:
        print(type(error).__name__, error, repr(error.__context__), repr(error.__cause__))


@contextmanager
def never():
    if False:
        yield


@contextmanager
def twice():
    yield 1
    yield 2


@contextmanager
def again_after_throw():
    try:
        yield 1
    except ValueError:
        yield 2


@contextmanager
def replaces():
    try:
        yield
    except ValueError as error:
        raise KeyError("new") from error


@contextmanager
def log(name):
    print("enter", name)
    try:
        yield name
    finally:
        print("exit", name)


def use(manager, error=None):
    with manager:
        if error is not None:
            raise error
    return "done"


for manager, error in ((never(), None), (twice(), None), (again_after_throw(), ValueError("x")),
                       (replaces(), ValueError("y")), (log("a"), StopIteration("s")), (log("b"), None)):
    tried(lambda: use(manager, error))


@log("decorated")
def work(x):
    """Works."""
    print("work", x)
    return x * 2


print(work(3), work(4), work.__name__, work.__doc__)


class Service:
    @contextmanager
    def session(self, n):
        print("open", n)
        yield self
        print("close", n)


with Service().session(5) as service:
    print(type(service).__name__)


class Timer(ContextDecorator):
    def __enter__(self):
        print("start")
        return self

    def __exit__(self, *exc):
        print("stop", exc[0])
        return False


@Timer()
def timed():
    print("timed")


timed()


class Callback:
    def __init__(self, name, swallow=False, fail=None):
        self.name, self.swallow, self.fail = name, swallow, fail

    def __enter__(self):
        return self.name

    def __exit__(self, kind, value, traceback):
        print("leave", self.name, kind and kind.__name__)
        if self.fail:
            raise self.fail
        return self.swallow


def stacked(*managers, error=None):
    with ExitStack() as stack:
        for manager in managers:
            stack.enter_context(manager)
        stack.callback(lambda *a, **k: print("callback", a, k), 1, k=2)
        if error:
            raise error
    return "ok"


tried(lambda: stacked(Callback("x"), Callback("y")))
tried(lambda: stacked(Callback("x"), Callback("y", swallow=True), error=ValueError("v")))
tried(lambda: stacked(Callback("x"), Callback("y", fail=KeyError("k")), error=ValueError("v")))
tried(lambda: stacked(Callback("x", swallow=True), Callback("y", fail=KeyError("k"))))
try:
    ExitStack().enter_context(5)
except TypeError as error:
    print(error)
with ExitStack() as stack:
    stack.enter_context(Callback("moved"))
    kept = stack.pop_all()
print("after")
kept.close()
print(isinstance(Callback("i"), AbstractContextManager), isinstance(5, AbstractContextManager))
with suppress(KeyError, ValueError):
    raise ValueError
tried(lambda: use(suppress(KeyError), TypeError("t")))


class Closable:
    def close(self):
        print("closed")


with closing(Closable()), nullcontext(7) as seven:
    print(seven)


@asynccontextmanager
async def resource(name, fail=False):
    print("acquire", name)
    await asyncio.sleep(1)
    try:
        yield name
    except KeyError as error:
        print("handled", error)
        if fail:
            raise RuntimeError("worse") from error
    finally:
        await asyncio.sleep(1)
        print("release", name)


@asynccontextmanager
async def nothing():
    if False:
        yield


@resource("decorator")
async def job(n):
    print("job", n)
    return n


async def numbers():
    try:
        yield 1
        yield 2
    finally:
        print("numbers closed")


async def attempt(awaitable):
    try:
        print(await awaitable)
    except Exception as error:
        print(type(error).__name__, error, repr(error.__cause__))


async def using(manager, error=None):
    async with manager as value:
        if error:
            raise error
        return value


async def exits():
    async with AsyncExitStack() as stack:
        print(await stack.enter_async_context(resource("r1")), await stack.enter_async_context(resource("r2")))
        stack.enter_context(Callback("sync"))
        stack.push_async_callback(asyncio.sleep, 2)
        raise KeyError("inside")
    print("swallowed")


async def main():
    loop = asyncio.get_running_loop()
    await attempt(using(resource("a")))
    await attempt(using(resource("b"), KeyError("k")))
    await attempt(using(resource("c", True), KeyError("k")))
    await attempt(using(resource("d"), ValueError("v")))
    await attempt(using(nothing()))
    await attempt(job(1))
    await attempt(job(2))
    async with aclosing(numbers()) as agen:
        async for n in agen:
            print(n)
            break
    await exits()
    async with nullcontext(3) as three:
        print(three)
    task = asyncio.create_task(using(resource("cancelled"), None))
    await asyncio.sleep(0.5)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    print(task.cancelled(), loop.time())


asyncio.run(main())
