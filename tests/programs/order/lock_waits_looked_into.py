"""Tasks that wait for locks, semaphores and events, while others look at them, cancel them or run their coroutines."""
import asyncio


def plain(text):
    """Without addresses, and of a task only its name and what it waits for."""
    words = [word.partition("0x")[0] for word in str(text).split()]
    text = " ".join(words)
    if text.startswith("<Task pending"):
        name, wait = text.split("'")[1], text.rpartition(" wait_for")[2]
        return f"<{name} wait_for{wait}"
    return text


def shown(primitive):
    return plain(primitive), [plain(future) for future in primitive._waiters or ()]


async def enters(primitive, name, pause=0):
    try:
        async with primitive as entered:
            print("  ", name, "is in", entered, primitive.locked())
            await asyncio.sleep(pause)
    except asyncio.CancelledError as error:
        print("  ", name, "cancelled", error.args)
        raise
    return name


async def acquires(primitive, name, pause=0):
    got = await primitive.acquire()
    print("  ", name, "has it:", got, primitive.locked())
    try:
        await asyncio.sleep(pause)
    finally:
        print("  ", name, "releases:", primitive.release())
    return name


async def waits(event, name):
    got = await event.wait()
    print("  ", name, "saw", got, event.is_set())
    return name


async def settle():
    for _ in range(4):
        await asyncio.sleep(0)


def kinds():
    return asyncio.Lock(), asyncio.Semaphore(1), asyncio.BoundedSemaphore(2)


async def looked_at(use):
    print("looked at:", use.__name__)
    for primitive in kinds():
        tasks = [asyncio.create_task(use(primitive, n, 1), name=f"t{n}") for n in range(4)]
        await settle()
        print(shown(primitive))
        coro = tasks[3].get_coro().cr_await
        names = []
        while asyncio.iscoroutine(coro):
            names.append(coro.__name__)
            coro = coro.cr_await
        print(names, [plain(task) for task in tasks])
        print(primitive._waiters[-1] is primitive._waiters[-1], len(primitive._waiters))
        print(await asyncio.gather(*tasks), shown(primitive))


async def cancelled(use):
    print("cancelled:", use.__name__)
    for primitive in kinds():
        for victims in ((1,), (2, 3), (3, 1), (1, 2, 3)):
            tasks = [asyncio.create_task(use(primitive, n, n / 4), name=f"t{n}") for n in range(5)]
            await settle()
            for victim in victims:
                print(tasks[victim].cancel("why"), end=" ")
            print(shown(primitive))
            print([str(each) for each in await asyncio.gather(*tasks, return_exceptions=True)], shown(primitive))


async def woken_then_cancelled(use):
    print("woken, then cancelled:", use.__name__)
    for primitive in (asyncio.Lock(), asyncio.Semaphore(1)):
        for look in (False, True):
            await primitive.acquire()
            tasks = [asyncio.create_task(use(primitive, n), name=f"t{n}") for n in range(3)]
            await settle()
            primitive.release()
            if look:
                print(shown(primitive), plain(tasks[0]))
            print(tasks[0].cancel(), tasks[1].cancel(), primitive.locked())
            print([str(each) for each in await asyncio.gather(*tasks, return_exceptions=True)], shown(primitive))


async def newcomers():
    print("newcomers between release and wake-up")
    for primitive in (asyncio.Lock(), asyncio.Semaphore(1)):
        await primitive.acquire()
        task = asyncio.create_task(acquires(primitive, "first"))
        await settle()
        primitive.release()
        print(primitive.locked(), plain(primitive))
        late = asyncio.create_task(acquires(primitive, "late"))
        async with primitive:
            print("   main is in")
        print(await asyncio.gather(task, late))


async def events():
    print("events")
    event = asyncio.Event()
    tasks = [asyncio.create_task(waits(event, n), name=f"t{n}") for n in range(4)]
    await settle()
    tasks[1].cancel()
    print(plain(event), plain(tasks[0]), [plain(future) for future in event._waiters])
    await settle()
    event.set()
    print(plain(event), plain(tasks[2]), tasks[2].cancel("late"))
    event.clear()
    print([str(each) for each in await asyncio.gather(*tasks, return_exceptions=True)], plain(event))
    event.set()
    print(await event.wait(), plain(event))


async def by_hand():
    print("others throw, close and send")
    lock = asyncio.Lock()
    await lock.acquire()
    for meddle in ("throw", "close", "send"):
        for use in (enters, acquires):
            coro = use(lock, meddle)
            task = asyncio.create_task(coro)
            await settle()
            try:
                if meddle == "throw":
                    coro.throw(KeyError(meddle))
                elif meddle == "close":
                    coro.close()
                else:
                    print(plain(coro.send(None)), len(lock._waiters))
                    coro.close()
            except KeyError as error:
                print("KeyError", error)
            print(shown(lock), task.cancel())
            try:
                await task
            except BaseException as error:
                print(type(error).__name__, error)
            await settle()


async def own_ways():
    print("subclasses, and attributes of one lock")

    class Loud(asyncio.Lock):
        async def acquire(self):
            print("   acquire")
            return await super().acquire()

        def release(self):
            print("   release")
            super().release()

    class Quiet(asyncio.Semaphore):
        pass

    patched = asyncio.Lock()
    original = patched.acquire

    async def acquire():
        print("   patched")
        return await original()

    patched.acquire = acquire
    for primitive in (Loud(), Quiet(1), patched):
        tasks = [asyncio.create_task(enters(primitive, n), name=f"t{n}") for n in range(3)]
        await settle()
        print(await asyncio.gather(*tasks))


async def misuse():
    print("misuse")
    for primitive in (asyncio.Lock(), asyncio.BoundedSemaphore(1)):
        try:
            async with primitive:
                primitive.release()
        except (RuntimeError, ValueError) as error:
            print(type(error).__name__, error)
        try:
            async with primitive:
                raise KeyError("inside")
        except KeyError as error:
            print("KeyError", error, primitive.locked())
        try:
            await primitive.acquire(1)
        except TypeError as error:
            print("TypeError", error)
    try:
        await asyncio.Lock.acquire(asyncio.Event())
    except (TypeError, AttributeError) as error:
        print("refused")


async def timeouts():
    print("timeouts")
    for primitive in kinds():
        while not primitive.locked():
            await primitive.acquire()
        try:
            async with asyncio.timeout(1):
                async with primitive:
                    print("   never")
        except TimeoutError:
            print(shown(primitive))
        try:
            await asyncio.wait_for(primitive.acquire(), 1)
        except TimeoutError:
            print(shown(primitive))
        task = asyncio.create_task(enters(primitive, "later"))
        await settle()
        primitive.release()
        print(await task, shown(primitive))


async def main():
    for use in (enters, acquires):
        await looked_at(use)
        await cancelled(use)
        await woken_then_cancelled(use)
    for part in (newcomers, events, by_hand, own_ways, misuse, timeouts):
        await part()


asyncio.run(main())
