"""Context managers of all kinds, and what they do with exceptions."""
import asyncio
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager, suppress, nullcontext, closing, redirect_stdout
import io


class Res:
    def __init__(self, name, swallow=False, fail_exit=False):
        self.name, self.swallow, self.fail_exit = name, swallow, fail_exit

    async def __aenter__(self):
        await asyncio.sleep(0.01)
        print("enter", self.name)
        return self.name

    async def __aexit__(self, et, ev, tb):
        await asyncio.sleep(0.01)
        print("exit", self.name, et and et.__name__, ev, tb is not None)
        if self.fail_exit:
            raise RuntimeError(f"exit of {self.name}")
        return self.swallow


@asynccontextmanager
async def timed(label):
    t = asyncio.get_running_loop().time()
    try:
        yield label
    except KeyError as e:
        print("timed saw", repr(e))
        raise LookupError("converted") from e
    finally:
        print(f"{label}: {asyncio.get_running_loop().time() - t:.2f}")


@contextmanager
def tag(name):
    print(f"<{name}>")
    try:
        yield
    finally:
        print(f"</{name}>")


@tag("deco")
def decorated(x):
    print("in", x)
    return x + 1


async def main():
    async with AsyncExitStack() as st:
        names = [await st.enter_async_context(Res(n)) for n in "abc"]
        st.enter_context(tag("t"))
        st.callback(print, "callback", 1, sep="-")
        st.push_async_callback(asyncio.sleep, 0.1)
        print(names)
        st2 = st.pop_all()
        print("moved")
    await st2.aclose()
    try:
        async with AsyncExitStack() as st:
            await st.enter_async_context(Res("x", fail_exit=True))
            await st.enter_async_context(Res("y", fail_exit=True))
            raise KeyError("body")
    except RuntimeError as e:
        while e:
            print("chain", repr(e))
            e = e.__context__
    async with Res("p", swallow=True):
        1 / 0
    try:
        async with timed("T"), Res("q"):
            {}["k"]
    except LookupError as e:
        print(repr(e), repr(e.__cause__))
    with suppress(ZeroDivisionError, KeyError), tag("s"):
        1 // 0
    print(decorated(4), decorated.__name__)
    with ExitStack() as s:
        s.enter_context(nullcontext(3))
        s.push(lambda *a: print("push", a[0]) or True)
        raise OSError("gone")
    buf = io.StringIO()
    with redirect_stdout(buf):
        print("hidden", end="!")
    print(repr(buf.getvalue()))
    gen = (i for i in range(3))
    with closing(gen) as g:
        print(next(g))
    print(list(gen))
    try:
        with 5:
            pass
    except TypeError as e:
        print(e)
    try:
        async with tag("n"):
            pass
    except TypeError as e:
        print(e)
    try:
        with Res("z"):
            pass
    except TypeError as e:
        print(e)

asyncio.run(main())
