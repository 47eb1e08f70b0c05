"""Steps that the loop takes one after the other, and awaits and additions done at once, while others interfere.

Everything runs twice: in debug mode no step is taken together with another."""
import asyncio
import contextvars
import time

variable = contextvars.ContextVar('variable', default='unset')
count = 0
real_sleep = asyncio.sleep


def say(*words):
    task = None
    try:
        task = asyncio.current_task()
    except RuntimeError:
        pass
    print(*words, '-', task.get_name() if task else 'no task')


class Dropped:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        say('dropped', self.name)

    def __repr__(self):
        return 'kept ' + self.name


async def giver(name, steps):
    global count
    kept = Dropped(name)
    for i in range(steps):
        await asyncio.sleep(0)
        count += 1
        say(name, i, count)
    return kept


async def sleeper(name, *delays):
    global count
    for delay in delays:
        await asyncio.sleep(delay)
        count += 0.5
        say(name, delay, count, round(asyncio.get_running_loop().time() - began, 6))
    return name


async def mixed():
    """Givers, sleepers, handles and timers in the same iterations."""
    loop = asyncio.get_running_loop()
    tasks = [asyncio.create_task(giver('a', 3), name='a'), asyncio.create_task(sleeper('s', 0.1, 0.2, 0), name='s'),
             asyncio.create_task(giver('b', 2), name='b'), asyncio.create_task(sleeper('t', 0.3, 0.1, -1), name='t')]
    loop.call_soon(say, 'soon')
    loop.call_later(0.1, say, 'at 0.1, armed first')
    await asyncio.sleep(0)
    loop.call_later(0.3, say, 'at 0.3')
    loop.call_soon(say, 'soon again')
    await asyncio.sleep(0.3)
    say('main woke')
    for task in tasks:
        await task


async def together():
    """Sleeps and a handle that are due in the same moment, in every order."""
    loop = asyncio.get_running_loop()
    when = loop.time() + 1
    tasks = []
    for kind in 'shsshss':
        if kind == 'h':
            loop.call_at(when, say, 'handle')
        else:
            tasks.append(asyncio.create_task(sleeper(kind + str(len(tasks)), when - loop.time(), 0), name=kind))
            await asyncio.sleep(0)
    say(*[await task for task in tasks])


async def late():
    """Sleeps that are over in one iteration, because the thread was blocked meanwhile."""
    tasks = [asyncio.create_task(sleeper(f'l{n}', n / 10, 0, 0), name=f'l{n}') for n in (2, 1, 3)]
    await asyncio.sleep(0)
    time.sleep(1)
    await asyncio.sleep(0.5)
    for task in tasks:
        await task


async def cancelled():
    """Cancelled while it sleeps, when the sleep is over, while it gives way, and by itself."""
    async def victim(delay):
        try:
            for _ in range(3):
                await asyncio.sleep(delay)
        except asyncio.CancelledError as error:
            say('cancelled', error.args)
            await asyncio.sleep(0)
            raise
    tasks = [asyncio.create_task(victim(delay), name=f'v{delay}') for delay in (0, 0.2, 0.1, 0)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    tasks[3].cancel('early')
    await asyncio.sleep(0.1)
    for task in tasks:
        say(task.cancel(task.get_name()))
    await asyncio.sleep(0)
    tasks[0].cancel('again')
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        say(repr(result))
    asyncio.current_task().cancel('me')
    try:
        await asyncio.sleep(0)
        await asyncio.sleep(1)
    except asyncio.CancelledError as error:
        say(error.args)


async def contexts():
    """A variable that a step sets belongs to its task only."""
    async def setter(value):
        say(variable.get())
        await asyncio.sleep(0)
        variable.set(value)
        for _ in range(2):
            await asyncio.sleep(0.01)
            say(value, variable.get())

    async def reader():
        for _ in range(4):
            await asyncio.sleep(0)
            say('reader', variable.get())
    await asyncio.gather(setter(1), reader(), setter(2), reader())
    say(variable.get())


async def failing():
    """Steps that raise, return, and hand over to coroutines of their own."""
    async def inner(depth):
        if depth == 0:
            await asyncio.sleep(0)
            raise KeyError('deep')
        try:
            await asyncio.sleep(depth / 10)
            await inner(depth - 1)
        finally:
            say('left', depth)
            await asyncio.sleep(0)

    async def handling():
        try:
            await inner(2)
        except KeyError as error:
            await asyncio.sleep(0)
            say('handling', error)
            await asyncio.sleep(0.1)
            try:
                raise
            except KeyError as again:
                say(again is error)
    say(await asyncio.gather(handling(), sleeper('r', 0, 0), sleeper('s', 0.5), inner(1), return_exceptions=True))


async def by_hand():
    """Coroutines that somebody else resumes, in the middle of a step."""
    async def steps():
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return 'end'
    coro = steps()
    await asyncio.sleep(0)
    say(coro.send(None))
    await asyncio.sleep(0)
    say(coro.send(None))
    try:
        coro.send(None)
    except StopIteration as stop:
        say(stop.value)


async def stopped():
    """The functions are replaced between the steps."""
    async def other(delay):
        say('another sleep', delay)
        await real_sleep(0)
        return delay
    for function in (other, real_sleep, lambda delay: real_sleep(delay, 'result'), other):
        asyncio.sleep = function
        await asyncio.sleep(0)
        say(await asyncio.sleep(0.1))
    asyncio.sleep = real_sleep
    try:
        await asyncio.sleep('x')
    except TypeError as error:
        say(error)
    try:
        await asyncio.sleep()
    except TypeError:
        say('TypeError')


def by_loop(debug):
    """The loop is stopped by a step and goes on later."""
    loop = asyncio.new_event_loop()
    loop.set_debug(debug)

    async def stopping():
        for i in range(3):
            loop.stop()
            await asyncio.sleep(0)
            say('after stop', i)
            await asyncio.sleep(0.1)
    task = loop.create_task(stopping(), name='stopping')
    task.add_done_callback(lambda task: loop.stop())
    loop.create_task(giver('c', 4), name='c')
    while not task.done():
        loop.run_forever()
        say('stopped')
    loop.close()


for debug in (False, True):
    for main in (mixed, together, late, cancelled, contexts, failing, by_hand, stopped):
        async def run():
            global began
            asyncio.get_running_loop().slow_callback_duration = 10
            began = asyncio.get_running_loop().time()
            print('--', main.__name__)
            await main()
        asyncio.run(run(), debug=debug)
    by_loop(debug)

# additions to a global that are not those of numbers, or beyond what fits
for value in (2 ** 48 - 2, 1.5, True, 'text', [1], 2 ** 70):
    total = value
    try:
        for _ in range(2):
            total += 1
    except TypeError as error:
        print(error)
    print(total)


class Adds:
    def __add__(self, other):
        return 'added', other


total = Adds()
total += 1
print(total)
del total
try:
    total += 1
except NameError as error:
    print(error)
total = 0
for _ in range(3):
    total += 1
    if total == 2:
        total += 0.5
print(total)
