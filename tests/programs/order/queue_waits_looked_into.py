"""Tasks that wait at a queue, while others look at them, cancel them, wake them up or run their coroutines."""
import asyncio

KEPT = []


def plain(text):
    """Without addresses, and of a task only its name and what it waits for."""
    words = [word.partition("0x")[0] for word in str(text).split()]
    text = " ".join(words)
    if text.startswith("<Task pending"):
        name, wait = text.split("'")[1], text.rpartition(" wait_for")[2]
        return f"<{name} wait_for{wait}"
    return text


async def getter(queue, name="got"):
    try:
        while True:
            item = await queue.get()
            print("  ", name, item)
            if item is None:
                return name
    except asyncio.CancelledError as error:
        print("  ", name, "cancelled", error.args, queue.qsize())
        raise
    finally:
        print("  ", name, "leaves")


async def putter(queue, *items):
    for item in items:
        await queue.put(item)
        print("   put", item, queue.qsize())
    return sum(items)


async def outer(queue):
    return await getter(queue, "inner")


async def settle():
    for _ in range(3):
        await asyncio.sleep(0)


async def shown():
    print("shown")
    queue = asyncio.Queue(1)
    first = asyncio.create_task(getter(queue, "first"), name="first")
    second = asyncio.create_task(outer(queue), name="second")
    await settle()
    print(plain(first))
    print([plain(future) for future in queue._getters], len(queue._getters))
    print(queue._getters[0] is queue._getters[0], plain(queue))
    coro = second.get_coro()
    print(coro.cr_await.__name__, coro.cr_await.cr_await.__qualname__, coro.cr_await.cr_await.cr_running)
    print(plain(second))
    queue.put_nowait(1)
    print(plain(first), len(queue._getters), first.done())
    await settle()
    for _ in range(2):
        await queue.put(None)
    print(await asyncio.gather(first, second), len(queue._getters))


async def woken_then_shown():
    print("woken, then shown")
    queue = asyncio.Queue(1)
    task = asyncio.create_task(getter(queue), name="task")
    await settle()
    queue.put_nowait(None)
    print(plain(task), queue._getters)
    print(await task)
    putting = asyncio.create_task(putter(queue, 1, 2), name="putting")
    await settle()
    print(plain(putting), [plain(future) for future in queue._putters])
    print(queue.get_nowait(), plain(putting), queue._putters)
    print(await putting, queue.qsize())


async def cancelled():
    print("cancelled while it waits; woken, then cancelled; the wake-up goes on to the next")
    for woken in (False, True):
        for count in (1, 2, 3):
            queue = asyncio.Queue()
            tasks = [asyncio.create_task(getter(queue, f"t{n}")) for n in range(count)]
            await settle()
            if woken:
                queue.put_nowait(None)
            print(tasks[0].cancel("why"), tasks[0].cancelling())
            for _ in range(count):
                queue.put_nowait(None)
            print(await asyncio.gather(*tasks, return_exceptions=True), queue.qsize())
    queue = asyncio.Queue(1)
    tasks = [asyncio.create_task(putter(queue, n, n)) for n in range(3)]
    await settle()
    queue.get_nowait()
    tasks[0].cancel()
    tasks[1].cancel()
    await settle()
    got = [await queue.get() for _ in range(2)]
    print(got, queue.qsize(), await asyncio.gather(*tasks, return_exceptions=True))


async def cancels_itself():
    print("cancels itself, then waits")
    queue = asyncio.Queue()

    async def body():
        asyncio.current_task().cancel("mine")
        try:
            await queue.get()
        except asyncio.CancelledError as error:
            print("  ", error.args, len(queue._getters))
        return await queue.get()

    task = asyncio.create_task(body())
    await settle()
    await queue.put("later")
    print(await task)


async def thrown():
    print("others throw, close and send")
    queue = asyncio.Queue()
    coro = getter(queue, "thrown")
    task = asyncio.create_task(coro)
    await settle()
    try:
        coro.throw(KeyError("from outside"))
    except KeyError as error:
        print("KeyError", error, len(queue._getters))
    try:
        await task
    except BaseException as error:
        print(type(error).__name__, error)

    coro = getter(queue, "closed")
    task = asyncio.create_task(coro)
    await settle()
    coro.close()
    print(len(queue._getters))
    try:
        await task
    except BaseException as error:
        print(type(error).__name__, error)

    coro = getter(queue, "sent")
    task = asyncio.create_task(coro)
    await settle()
    future = coro.send(None)
    print(plain(future), future is queue._getters[0])
    queue.put_nowait("item")
    future = coro.send(None)
    print(plain(future), len(queue._getters))
    coro.close()
    try:
        await task
    except BaseException as error:
        print(type(error).__name__, error)


async def awaited_twice():
    print("a coroutine that is taken over by another task")
    queue = asyncio.Queue()
    coro = getter(queue, "shared")

    async def takes_over():
        try:
            return await coro
        except RuntimeError as error:
            return error

    task = asyncio.create_task(coro)
    await settle()
    other = asyncio.create_task(takes_over())
    queue.put_nowait(1)
    queue.put_nowait(None)
    for one in (task, other):
        try:
            print(await one)
        except RuntimeError as error:
            print("RuntimeError", error)


async def emptied_again():
    print("woken for an item that is gone by then")
    queue = asyncio.Queue()
    task = asyncio.create_task(getter(queue))
    await settle()
    queue.put_nowait("taken")
    print(queue.get_nowait(), plain(task)[:5], len(queue._getters))
    await settle()
    print(len(queue._getters))
    queue.put_nowait(None)
    print(await task)
    full = asyncio.Queue(1)
    full.put_nowait(0)
    task = asyncio.create_task(putter(full, 1, 2))
    await settle()
    print(full.get_nowait())
    full.put_nowait("quicker")
    await settle()
    print(full.qsize(), len(full._putters))
    print([await full.get() for _ in range(3)], await task)


async def in_handlers():
    print("waits in except, finally and async with, among operands")
    queue = asyncio.Queue(1)

    async def body():
        try:
            raise ValueError("handled")
        except ValueError:
            first = await queue.get()
            try:
                raise
            except ValueError as error:
                print("  ", error, first)
        finally:
            second = await queue.get()
            print("  ", second)
        return [await queue.get(), (await queue.get()) + (await queue.get()), f"{await queue.get()}"]

    task = asyncio.create_task(body())
    for n in range(6):
        await settle()
        await queue.put(n)
    print(await task)


async def subclasses():
    print("subclasses and other kinds")

    class Last(asyncio.Queue):
        def _get(self):
            return self._queue.pop()

    class Loud(asyncio.Queue):
        async def get(self):
            print("   get")
            return await super().get()

        async def put(self, item):
            print("   put", item)
            await super().put(item)

    for kind in (Last, Loud, asyncio.LifoQueue, asyncio.PriorityQueue):
        queue = kind(2)
        task = asyncio.create_task(getter(queue, kind.__name__), name="task")
        await settle()
        print(plain(task), len(queue._getters))
        for item in (3, 1, 2):
            await queue.put(item)
        await settle()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def with_timeouts():
    print("timeouts")
    queue = asyncio.Queue()

    async def patient():
        try:
            async with asyncio.timeout(1):
                return await queue.get()
        except TimeoutError:
            return "too late", len(queue._getters)

    print(await patient())
    try:
        await asyncio.wait_for(queue.get(), 1)
    except TimeoutError:
        print("wait_for", len(queue._getters))
    task = asyncio.create_task(patient())
    await asyncio.sleep(1)
    queue.put_nowait("just in time")
    print(await task, queue.qsize())


async def with_context():
    print("a task with a context of its own, and with a name")
    import contextvars
    var = contextvars.ContextVar("var", default=0)
    queue = asyncio.Queue()

    async def body(n):
        var.set(n)
        item = await queue.get()
        return n, var.get(), item, asyncio.current_task().get_name()

    tasks = [asyncio.create_task(body(n), name=f"body{n}", context=contextvars.copy_context()) for n in range(3)]
    await settle()
    for n in range(3):
        await queue.put(n)
    print(await asyncio.gather(*tasks), var.get())


async def generators():
    print("waits in asynchronous generators and comprehensions")
    queue = asyncio.Queue(1)

    async def items():
        while (item := await queue.get()) is not None:
            yield item

    async def body():
        return [item async for item in items()], [await queue.get() for _ in range(2)]

    task = asyncio.create_task(body(), name="task")
    for item in (1, 2, None, 3, 4):
        await queue.put(item)
        await settle()
    print(await task)


async def left_behind():
    print("waits that nobody ends")
    queue = asyncio.Queue(1)
    tasks = [asyncio.create_task(getter(queue, f"left{n}")) for n in range(2)]
    await settle()
    return [tasks, queue]


async def main():
    for part in (shown, woken_then_shown, cancelled, cancels_itself, thrown, awaited_twice, emptied_again, in_handlers,
                 subclasses, with_timeouts, with_context, generators):
        await part()
    KEPT.extend(await left_behind())
    print(len(KEPT[1]._getters))


asyncio.run(main())
