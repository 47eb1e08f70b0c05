"""Tasks that wait for a condition, then for its lock, while others look at them, cancel them or run their coroutines."""
import asyncio


def plain(text):
    """Without addresses, and of a task only its name and what it waits for."""
    words = [word.partition("0x")[0] for word in str(text).split()]
    text = " ".join(words)
    if text.startswith("<Task pending"):
        name, wait = text.split("'")[1], text.rpartition(" wait_for")[2]
        return f"<{name} wait_for{wait}"
    return text


def chain(task):
    names, coro = [], task.get_coro()
    while asyncio.iscoroutine(coro):
        names.append(coro.__name__)
        coro = coro.cr_await
    return names


def shown(condition):
    return (plain(condition), [plain(future) for future in condition._waiters],
            [plain(future) for future in condition._lock._waiters or ()])


async def waits(condition, name, pause=0):
    async with condition:
        try:
            print("  ", name, await condition.wait(), condition.locked())
            await asyncio.sleep(pause)
        except asyncio.CancelledError as error:
            print("  ", name, "cancelled", error.args, condition.locked())
            raise
    return name


async def settle():
    for _ in range(5):
        await asyncio.sleep(0)


async def looked_at():
    condition = asyncio.Condition()
    tasks = [asyncio.create_task(waits(condition, n, 1), name=f"t{n}") for n in range(3)]
    await settle()
    print(shown(condition), [chain(task) for task in tasks], [plain(task) for task in tasks])
    async with condition:
        condition.notify(2)
        print(shown(condition), [plain(task) for task in tasks], [chain(task) for task in tasks])
        await settle()
        print(shown(condition), [plain(task) for task in tasks], [chain(task) for task in tasks])
    async with condition:
        condition.notify_all()
    print(await asyncio.gather(*tasks), shown(condition))


async def cancelled(look, when):
    print("cancelled", look, when)
    condition = asyncio.Condition()
    tasks = [asyncio.create_task(waits(condition, n), name=f"t{n}") for n in range(3)]
    await settle()
    if when == "waiting":
        print(tasks[1].cancel("early"))
    async with condition:
        condition.notify_all()
        if look:
            print(shown(condition))
        if when == "notified":
            print(tasks[1].cancel("now"))
        await settle()
        if look:
            print(shown(condition))
        if when == "locking":
            for n in range(2):
                print(tasks[1].cancel(n))
                await settle()
    print([str(each) for each in await asyncio.gather(*tasks, return_exceptions=True)], shown(condition))


async def by_hand():
    print("others throw and close")
    condition = asyncio.Condition()
    for phase in ("waiting", "locking"):
        for meddle in ("throw", "send") if phase == "waiting" else ("send",):
            coro = waits(condition, meddle)
            task = asyncio.create_task(coro)
            await settle()
            async with condition:
                if phase == "locking":
                    condition.notify()
                    await settle()
                if meddle == "send":
                    print(plain(coro.send(None)))
                else:
                    try:
                        print(plain(coro.throw(KeyError(meddle))))
                    except KeyError as error:
                        print("KeyError", error)
                print(shown(condition))
            print(task.cancel())
            try:
                print(await task)
            except BaseException as error:
                print(type(error).__name__, error)
            print(shown(condition))


async def own_ways():
    print("other locks, subclasses, wait_for, misuse")

    class Lock(asyncio.Lock):
        def release(self):
            print("   release")
            super().release()

    class Condition(asyncio.Condition):
        async def wait(self):
            print("   wait")
            return await super().wait()

    for condition in (asyncio.Condition(Lock()), Condition()):
        tasks = [asyncio.create_task(waits(condition, n)) for n in range(2)]
        await settle()
        async with condition:
            condition.notify_all()
        print(await asyncio.gather(*tasks))
        box = []

        async def filled():
            async with condition:
                return await condition.wait_for(lambda: len(box) > 1 and box[-1])

        task = asyncio.create_task(filled())
        for item in ("one", "two"):
            await settle()
            async with condition:
                box.append(item)
                condition.notify()
        print(await task)
    condition = asyncio.Condition()
    for call in (condition.wait, condition.notify):
        try:
            result = call()
            await result
        except RuntimeError as error:
            print("RuntimeError", error)
    try:
        async with asyncio.timeout(1):
            async with condition:
                await condition.wait()
    except TimeoutError:
        print("too late", shown(condition))


async def main():
    await looked_at()
    for look in (False, True):
        for when in ("waiting", "notified", "locking"):
            await cancelled(look, when)
    await by_hand()
    await own_ways()


asyncio.run(main())
