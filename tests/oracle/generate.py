#!/usr/bin/env python3
"""Prints a random asyncio program, the same one for the same seed.

    generate.py --seed N [--level 1|2|3]

Level 1 uses tasks, sleeps, gather, groups, wait_for, timeout, queues, locks,
semaphores, events, futures, callbacks and cancellation; level 2 adds shield,
wait, as_completed, conditions, barriers and the other queues; level 3 adds what
generate_rare.py writes: threads, contexts, nested groups, async generators …

What a program prints must be defined by asyncio alone, so these hold:

- Workers only start workers of a higher number, and at most TASK_LIMIT tasks
  are started, so that every program ends.
- Every task is kept in a list; main cancels what is left, in that order. (The
  end of asyncio.run would cancel in the order of a set; the harness makes that
  the order of creation, but real CPython does not.)
- A group cancels its children in the order of a set too: on levels 1 and 2 they
  only sleep and print, so that the order cannot be seen.
- A task enters a timeout() only if no cancellation was requested of it that it
  has swallowed: there the releases of CPython 3.11 differ.
- Few distinct durations, so that many deadlines are equal.
"""

import argparse
import random

import generate_rare

TASK_LIMIT = 24
DURATIONS = ["0", "0", "0.1", "0.1", "0.2", "0.3", "0.5", "1"]
LIMITS = ["0", "0.1", "0.2", "0.3", "0.5", "1"]

PRELUDE = '''\
import asyncio
import time

TASKS = []


def log(*words):
    now = asyncio.get_running_loop().time()
    print(f"{{now:.3f}}", *words)


def me():
    return asyncio.current_task().get_name()


async def tiny():
    await asyncio.sleep(0)
    return "tiny"


def spawn(make):
    task = asyncio.create_task(make() if len(TASKS) < {limit} else tiny())
    TASKS.append(task)
    return task


def kill(index, *message):
    victim = TASKS[index % len(TASKS)]
    if victim is not asyncio.current_task():
        log("kill", victim.get_name(), victim.cancel(*message))


def settle(future, value):
    if not future.done():
        future.set_result(value)


def report(task):
    if task.cancelled():
        log("callback", task.get_name(), "cancelled")
    else:
        log("callback", task.get_name(), repr(task.exception()))


async def quiet(name, seconds, fail):
    for pause in seconds:
        await asyncio.sleep(pause)
        log(name, "quiet", pause)
    if fail:
        raise KeyError(name)
    return name

'''

ENDING = '''
    await asyncio.sleep(20)
    log("main: closing")
    for task in TASKS:
        if not task.done():
            task.cancel()
    results = await asyncio.gather(*TASKS, return_exceptions=True)
    for task, result in zip(TASKS, results):
        log(task.get_name(), repr(result))


asyncio.run(main())
'''


class Writer(generate_rare.RareStatements):
    """Writes one program.  Statement writers are the methods named st_*."""

    durations, limits = DURATIONS, LIMITS

    def __init__(self, seed, level):
        self.random = random.Random(seed)
        self.level = level
        self.lines = []
        self.depth = 0
        self.counter = 0
        self.workers = self.random.randint(3, 6)
        self.worker = 0  # the one whose body is being written
        self.budget = 0  # statements left for it

    # -- text

    def put(self, text):
        self.lines.append("    " * self.depth + text)

    def block(self, head, body):
        self.put(head)
        self.depth += 1
        body()
        self.depth -= 1

    def label(self, prefix):
        self.counter += 1
        return "%s%d" % (prefix, self.counter)

    def pick(self, items):
        return self.random.choice(items)

    def chance(self, probability):
        return self.random.random() < probability

    def later_worker(self):
        """A worker of a higher number, or the tiny one."""
        if self.worker >= self.workers:
            return "tiny"
        return "work%d" % self.random.randint(self.worker + 1, self.workers)

    # -- statements

    def st_log(self):
        self.put('log(me(), "%s")' % self.label("step"))

    def st_sleep(self):
        self.put("await asyncio.sleep(%s)" % self.pick(DURATIONS))

    def st_block_thread(self):
        self.put("time.sleep(%s)" % self.pick(["0.1", "0.2", "0.3"]))

    def st_lock(self):
        self.block("async with %s:" % self.pick(["LOCK", "GATE"]), self.few_statements)

    def st_put(self):
        self.put('await QUEUE.put("%s")' % self.label("item"))

    def st_get(self):
        self.put('log(me(), "got", await QUEUE.get())')
        if self.chance(0.5):
            self.put("QUEUE.task_done()")

    def st_nowait(self):
        if self.chance(0.5):
            self.guarded(lambda: self.put('QUEUE.put_nowait("%s")' % self.label("item")), "asyncio.QueueFull")
        else:
            self.guarded(lambda: self.put('log(me(), "took", QUEUE.get_nowait())'), "asyncio.QueueEmpty")

    def st_event(self):
        self.put(self.pick(["EVENT.set()", "EVENT.set()", "EVENT.clear()", "await EVENT.wait()", 'log(me(), EVENT.is_set())']))

    def st_future(self):
        choice = self.random.randrange(4)
        if choice < 2:
            self.put('settle(FUTURE, "%s")' % self.label("value"))
        elif choice == 2:
            self.put('log(me(), "future", await FUTURE)')
        else:
            self.guarded(lambda: self.put('log(me(), "future", await asyncio.wait_for(watch(), %s))' % self.pick(LIMITS[1:])), "TimeoutError")

    def st_spawn(self):
        name = self.label("task")
        self.put("%s = spawn(%s)" % (name, self.later_worker()))
        if self.chance(0.3):
            self.put("%s.add_done_callback(report)" % name)
        if self.chance(0.4):
            self.few_statements()
        if self.chance(0.3):
            self.put("%s.cancel()" % name)
        if self.chance(0.6):
            self.guarded(lambda: self.put('log(me(), "result", await %s)' % name))

    def st_kill(self):
        message = self.pick(["", "", ', "%s"' % self.label("message")])
        self.put("kill(%d%s)" % (self.random.randint(0, TASK_LIMIT), message))

    def st_gather(self):
        names = ", ".join("spawn(%s)" % self.later_worker() for _ in range(self.random.randint(0, 3)))
        option = self.pick(["", "return_exceptions=True"])
        arguments = ", ".join(part for part in (names, option) if part)
        self.guarded(lambda: self.put('log(me(), "gathered", await asyncio.gather(%s))' % arguments))

    def st_wait_for(self):
        inner = self.pick([self.later_worker() + "()", self.later_worker() + "()", "QUEUE.get()", "EVENT.wait()", "asyncio.sleep(0.2, 5)"])
        limit = self.pick(LIMITS + ["None"]) if "work" in inner or "sleep" in inner else self.pick(LIMITS)
        self.guarded(lambda: self.put('log(me(), "in time", await asyncio.wait_for(%s, %s))' % (inner, limit)), "TimeoutError")

    def st_timeout(self):
        name = self.label("limit")

        def body():
            self.block("async with asyncio.timeout(%s) as %s:" % (self.pick(LIMITS), name), inside)

        def inside():
            if self.chance(0.15):
                self.put("%s.reschedule(asyncio.get_running_loop().time() + %s)" % (name, self.pick(LIMITS)))
            self.few_statements()

        self.put("if asyncio.current_task().cancelling() == 0:")
        self.depth += 1
        self.guarded(body, "TimeoutError")
        if self.chance(0.5):
            self.put('log(me(), "expired", %s.expired())' % name)
        self.depth -= 1

    def st_group(self):
        def body():
            self.block("async with asyncio.TaskGroup() as group:", children)

        def children():
            for _ in range(self.random.randint(1, 3)):
                pauses = ", ".join(self.pick(DURATIONS) for _ in range(self.random.randint(1, 3)))
                self.put('group.create_task(quiet("%s", [%s], %s))' % (self.label("child"), pauses, self.pick(["False", "False", "True"])))
            if self.chance(0.3):
                self.st_sleep()
            if self.chance(0.15):
                self.put('raise ValueError("%s")' % self.label("body"))

        self.put("try:")
        self.depth += 1
        body()
        self.depth -= 1
        self.put("except ExceptionGroup as error:")
        self.put('    log(me(), "group failed", len(error.exceptions))')

    def st_callbacks(self):
        what = 'log, "%s"' % self.label("called")
        choice = self.random.randrange(4)
        if choice == 0:
            self.put("asyncio.get_running_loop().call_soon(%s)" % what)
        elif choice == 1:
            self.put("asyncio.get_running_loop().call_later(%s, %s)" % (self.pick(DURATIONS), what))
        elif choice == 2:
            self.put("asyncio.get_running_loop().call_later(%s, kill, %d)" % (self.pick(DURATIONS), self.random.randint(0, TASK_LIMIT)))
        else:
            name = self.label("handle")
            self.put("%s = asyncio.get_running_loop().call_later(%s, %s)" % (name, self.pick(DURATIONS), what))
            self.st_sleep()
            self.put("%s.cancel()" % name)

    def st_finally(self):
        self.block("try:", self.few_statements)
        self.block("finally:", self.cleanup)

    def st_cancelled(self):
        self.block("try:", self.few_statements)
        self.put("except asyncio.CancelledError as error:")
        self.depth += 1
        self.put('log(me(), "cancelled", error.args)')
        self.cleanup()
        self.put("raise")
        self.depth -= 1

    def st_loop(self):
        self.block("for turn in range(%d):" % self.random.randint(2, 3), self.few_statements)

    def st_raise(self):
        self.put('if len(TASKS) %% 3 == %d:' % self.random.randrange(3))
        self.put('    raise ValueError("%s")' % self.label("error"))

    # -- statements of level 2

    def st_shield(self):
        self.guarded(lambda: self.put('log(me(), "shielded", await asyncio.wait_for(asyncio.shield(spawn(%s)), %s))'
                                      % (self.later_worker(), self.pick(LIMITS[1:]))), "TimeoutError")

    def st_wait(self):
        names = ", ".join("spawn(%s)" % self.later_worker() for _ in range(self.random.randint(1, 3)))
        mode = self.pick(["ALL_COMPLETED", "FIRST_COMPLETED", "FIRST_EXCEPTION"])
        self.put("done, rest = await asyncio.wait([%s], timeout=%s, return_when=asyncio.%s)" % (names, self.pick(LIMITS + ["None"]), mode))
        self.put('log(me(), "done", sorted([each.get_name() for each in done]), len(rest))')

    def st_as_completed(self):
        names = ", ".join("spawn(%s)" % self.later_worker() for _ in range(self.random.randint(1, 3)))
        self.put("for each in asyncio.as_completed([%s]):" % names)
        self.depth += 1
        self.guarded(lambda: self.put('log(me(), "completed", await each)'))
        self.depth -= 1

    def st_condition(self):
        self.put("async with CONDITION:")
        self.put("    " + self.pick(["CONDITION.notify()", "CONDITION.notify(2)", "CONDITION.notify_all()", "await CONDITION.wait()"]))

    def st_barrier(self):
        self.guarded(lambda: self.put('log(me(), "barrier", await asyncio.wait_for(BARRIER.wait(), %s))' % self.pick(LIMITS[1:])),
                     "(TimeoutError, asyncio.BrokenBarrierError)")

    # -- composition

    def guarded(self, body, errors="Exception"):
        """The statement with the handlers that it needs."""
        if errors == "Exception" and self.chance(0.2):
            body()
            return
        self.block("try:", body)
        self.put("except %s as error:" % (errors if self.chance(0.5) else "Exception"))
        self.put('    log(me(), "caught", repr(error))')

    def cleanup(self):
        self.put('log(me(), "%s")' % self.label("cleanup"))
        if self.chance(0.3):
            self.put("await asyncio.sleep(%s)" % self.pick(DURATIONS))

    def few_statements(self):
        self.statements(self.random.randint(1, 2))

    def statements(self, count):
        """`count` statements, or as many as the budget of the body allows; at least one."""
        written = 0
        while written < count and (self.budget > 0 or not written):
            self.budget -= 1
            written += 1
            self.statement()

    def statement(self):
        simple = ["log", "sleep", "log", "sleep", "put", "get", "nowait", "event", "future", "kill", "callbacks", "raise"]
        nested = ["lock", "spawn", "gather", "wait_for", "timeout", "group", "finally", "cancelled", "loop", "spawn", "gather", "block_thread"]
        if self.level >= 2:
            simple += ["condition", "barrier", "shield"]
            nested += ["wait", "as_completed", "shield"]
        if self.level >= 3:
            simple += self.simple_rare
            nested += self.nested_rare * 2
        kinds = simple if self.depth > 3 or self.budget <= 0 else simple + nested
        getattr(self, "st_" + self.pick(kinds))()

    def write_worker(self, number):
        self.worker, self.budget = number, 8
        self.put("")

        def body():
            if self.chance(0.2):
                self.block("try:", lambda: self.statements(5))
                self.put("except asyncio.CancelledError:")
                self.depth += 1
                self.cleanup()
                self.put('return "swallowed"')
                self.depth -= 1
            else:
                self.statements(5)
            self.put('return "result of work%d"' % number)

        self.block("async def work%d():" % number, body)
        self.put("")

    def write_objects(self):
        """The shared objects, made inside main because they belong to its loop."""
        made = [
            "LOCK = asyncio.Lock()",
            "GATE = asyncio.Semaphore(%d)" % self.random.randint(1, 2),
            "QUEUE = asyncio.%s(%d)" % (self.pick(["Queue"] * 3 + (["LifoQueue", "PriorityQueue"] if self.level >= 2 else [])), self.random.randint(0, 2)),
            "EVENT = asyncio.Event()",
            "FUTURE = asyncio.get_running_loop().create_future()",
        ]
        if self.level >= 2:
            made += ["CONDITION = asyncio.Condition()", "BARRIER = asyncio.Barrier(%d)" % self.random.randint(1, 3)]
        self.put("    global " + ", ".join(each.partition(" ")[0] for each in made))
        for each in made:
            self.put("    " + each)

    def write_main(self):
        self.worker, self.budget = 0, 4
        self.put("")
        self.put("async def main():")
        self.write_objects()
        self.depth += 1
        if self.level >= 3:
            self.put("asyncio.get_running_loop().set_exception_handler(on_error)")
        for _ in range(self.random.randint(3, 6)):
            self.put("spawn(work%d)" % self.random.randint(1, 3))
            if self.chance(0.4):
                self.st_sleep()
        self.depth -= 1

    def program(self):
        rare = generate_rare.PRELUDE if self.level >= 3 else ""
        self.lines = (PRELUDE.format(limit=TASK_LIMIT) + WATCH + rare).split("\n")
        for number in range(self.workers, 0, -1):
            self.write_worker(number)
        self.write_main()
        return "\n".join(self.lines) + ENDING


# Waits for the future that all share without cancelling it when the waiter is cancelled.
WATCH = '''
async def watch():
    while not FUTURE.done():
        await asyncio.sleep(0.1)
    return await FUTURE
'''


def generate(seed, level=1):
    """The text of the program for `seed`."""
    return '"""A random program: seed %d, level %d."""\n' % (seed, level) + Writer(seed, level).program()


def main():
    parser = argparse.ArgumentParser(description="Print a random asyncio program.")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--level", type=int, choices=(1, 2, 3), default=1)
    options = parser.parse_args()
    print(generate(options.seed, options.level), end="")


if __name__ == "__main__":
    main()
