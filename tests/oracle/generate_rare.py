"""Level 3 of the random asyncio programs: what is used more rarely, and what goes wrong in it.

Statement writers for generate.Writer, and the functions that they call.
"""

PRELUDE = '''
import contextlib
import contextvars

VAR = contextvars.ContextVar("VAR", default="unset")


def raise_own(error):
    """Lets a cancellation of the running task itself go on."""
    if asyncio.current_task().cancelling():
        raise error


def on_error(loop, context):
    if "callback" in context["message"]:
        log("handler", context["message"], repr(context.get("exception")))


def boom(name):
    raise LookupError(name)


def move(timeout, seconds):
    try:
        timeout.reschedule(asyncio.get_running_loop().time() + seconds)
    except RuntimeError as error:
        log("moved too late:", error)


def job(name, seconds, fail):
    time.sleep(seconds)
    print("job", name)
    if fail:
        raise OSError(name)
    return name


def call_back(loop, name, pauses, fail, limit):
    future = asyncio.run_coroutine_threadsafe(quiet(name, pauses, fail), loop)
    try:
        return future.result(limit)
    except TimeoutError:
        return "no answer", future.cancel()
    except KeyError as error:
        return repr(error)


async def counting(name, count, pause):
    try:
        for number in range(count):
            await asyncio.sleep(pause)
            yield number
    finally:
        log(name, "counting ends")
        await asyncio.sleep(pause)
        log(name, "counting ended")


@contextlib.asynccontextmanager
async def resource(name, pause):
    log(name, "opens")
    await asyncio.sleep(pause)
    try:
        yield name
    except ValueError as error:
        log(name, "saw", repr(error))
        raise
    finally:
        log(name, "closes")
        await asyncio.sleep(pause)


async def consume(queue, count, pause):
    for _ in range(count):
        item = await queue.get()
        log(me(), "takes", item)
        await asyncio.sleep(pause)
        queue.task_done()


async def show_context(name):
    log(name, "sees", VAR.get())
    VAR.set(name)
    await asyncio.sleep(0)
    return VAR.get()

'''


class RareStatements:
    """A mixin of generate.Writer."""

    simple_rare = ["boom", "handle", "context", "uncancel", "job", "threadsafe", "condition_wait", "barrier_with", "done_already"]
    nested_rare = ["shield_cancelled", "gather_cancelled", "nested_groups", "agen", "resource", "join", "wait_first",
                   "as_completed_timeout", "timeout_moved", "exit_stack"]

    def quiet_call(self, prefix="child"):
        pauses = ", ".join(self.pick(self.durations) for _ in range(self.random.randint(1, 3)))
        return 'quiet("%s", [%s], %s)' % (self.label(prefix), pauses, self.pick(["False", "False", "True"]))

    def own_cancellation(self, body, word):
        """The statement, which may be cancelled by something else than its task."""
        self.block("try:", body)
        self.put("except asyncio.CancelledError as error:")
        self.put('    log(me(), "%s cancelled", error.args)' % word)
        self.put("    raise_own(error)")
        self.put("except Exception as error:")
        self.put('    log(me(), "%s failed", repr(error))' % word)

    def st_boom(self):
        loop = "asyncio.get_running_loop()"
        self.put(self.pick(["%s.call_soon(boom, %%r)" % loop, "%s.call_later(%s, boom, %%r)" % (loop, self.pick(self.durations))]) % self.label("boom"))

    def st_handle(self):
        name = self.label("handle")
        self.put('%s = asyncio.get_running_loop().call_at(%s, log, "%s")' % (name, self.pick(["0.5", "1", "1.5", "3"]), name))
        self.st_sleep()
        self.put(self.pick(["%s.cancel()" % name, 'log(me(), %s.when(), %s.cancelled())' % (name, name)]))

    def st_context(self):
        choice = self.random.randrange(4)
        if choice == 0:
            self.put('VAR.set("%s")' % self.label("value"))
        elif choice == 1:
            self.put("log(me(), VAR.get())")
        elif choice == 2:
            self.put('TASKS.append(asyncio.create_task(show_context("%s"), context=contextvars.copy_context()))' % self.label("context"))
        else:
            self.put('log(me(), await asyncio.wait_for(show_context("%s"), 5), VAR.get())' % self.label("context"))

    def st_uncancel(self):
        self.put("try:")
        self.put("    await asyncio.sleep(%s)" % self.pick(self.durations))
        self.put("except asyncio.CancelledError as error:")
        self.put('    log(me(), "uncancels", error.args, asyncio.current_task().uncancel())')
        self.put("    await asyncio.sleep(%s)" % self.pick(self.durations))

    def st_job(self):
        arguments = '"%s", %s, %s' % (self.label("job"), self.pick(["0", "0.1", "0.2", "0.5"]), self.pick(["False", "False", "True"]))
        call = self.pick(["asyncio.to_thread(job, %s)", "asyncio.get_running_loop().run_in_executor(None, job, %s)"]) % arguments
        if self.chance(0.4):
            call = "asyncio.wait_for(%s, %s)" % (call, self.pick(self.limits[1:]))
        self.guarded(lambda: self.put('log(me(), "job gave", await %s)' % call))

    def st_threadsafe(self):
        pauses = ", ".join(self.pick(self.durations) for _ in range(2))
        self.put('log(me(), "thread gave", await asyncio.to_thread(call_back, asyncio.get_running_loop(), "%s", [%s], %s, %s))'
                 % (self.label("remote"), pauses, self.pick(["False", "True"]), self.pick(self.limits[1:] + ["None"])))

    def st_condition_wait(self):
        def inside():
            self.put('log(me(), "condition", await asyncio.wait_for(CONDITION.wait_for(lambda: len(TASKS) > %d), %s))'
                     % (self.random.randint(0, 12), self.pick(self.limits[1:])))

        self.guarded(lambda: self.block("async with CONDITION:", inside), "TimeoutError")

    def st_barrier_with(self):
        choice = self.random.randrange(4)
        if choice == 0:
            self.put(self.pick(["await BARRIER.abort()", "await BARRIER.reset()"]))
            return
        name = self.label("limit")

        def inside():
            self.block("async with asyncio.timeout(%s) as %s:" % (self.pick(self.limits[1:]), name), lambda: self.block("async with BARRIER as position:", body))

        def body():
            self.put('log(me(), "position", position)')
            if choice == 1:
                self.put("await asyncio.sleep(%s)" % self.pick(self.durations))

        self.put("if asyncio.current_task().cancelling() == 0:")
        self.depth += 1
        self.guarded(inside, "(TimeoutError, asyncio.BrokenBarrierError)")
        self.depth -= 1

    def st_done_already(self):
        name = self.label("done")
        self.put("%s = asyncio.get_running_loop().create_future()" % name)
        self.put(self.pick(["%s.set_result(1)", "%s.set_exception(ValueError(2))", '%s.cancel("three")']) % name)
        call = self.pick(["asyncio.wait_for(%s, 0)", "asyncio.shield(%s)", "asyncio.gather(%s, return_exceptions=True)", "asyncio.gather(%s)", "asyncio.wait([%s])", "%s"]) % name
        self.own_cancellation(lambda: self.put("log(me(), %s)" % ("len(await %s)" % call if ".wait(" in call else "await " + call)), "done")

    def st_shield_cancelled(self):
        name = self.label("outer")
        self.put("%s = asyncio.shield(spawn(%s))" % (name, self.later_worker()))
        self.put('asyncio.get_running_loop().call_later(%s, %s.cancel, "%s")' % (self.pick(self.durations), name, name))
        self.own_cancellation(lambda: self.put('log(me(), "%s", await %s)' % (name, name)), name)

    def st_gather_cancelled(self):
        name = self.label("all")
        calls = [self.pick(["spawn(%s)" % self.later_worker(), self.quiet_call()]) for _ in range(self.random.randint(1, 3))]
        option = self.pick([[], ["return_exceptions=True"]])
        self.put("%s = asyncio.gather(%s)" % (name, ", ".join(calls + option)))
        if self.chance(0.6):
            self.put("asyncio.get_running_loop().call_later(%s, %s.cancel)" % (self.pick(self.durations), name))
        self.own_cancellation(lambda: self.put('log(me(), "%s", await %s)' % (name, name)), name)

    def st_nested_groups(self):
        def children(group):
            for _ in range(self.random.randint(1, 2)):
                self.put("%s.create_task(%s)" % (group, self.pick([self.quiet_call(), self.later_worker() + "()"])))
            if self.chance(0.2):
                self.put('raise ValueError("%s")' % self.label("body"))

        def outer():
            children("first")
            if self.chance(0.7):
                self.block("async with asyncio.TaskGroup() as second:", lambda: children("second"))
            if self.chance(0.4):
                self.st_sleep()

        self.block("try:", lambda: self.block("async with asyncio.TaskGroup() as first:", outer))
        self.put("except* ValueError as error:")
        self.put('    log(me(), "values", repr(error))')
        self.put("except* Exception as error:")
        self.put('    log(me(), "others", repr(error))')

    def st_agen(self):
        """Closed by aclosing where the body may raise: CPython's traceback would keep the generator alive."""
        name = self.label("numbers")
        made = 'counting("%s", %d, %s)' % (name, self.random.randint(1, 4), self.pick(self.durations[:5]))
        closing = self.chance(0.6)

        def body():
            self.put('log(me(), "%s", number)' % name)
            if self.chance(0.5):
                self.put("if number == 1:")
                self.put("    break")
            if closing and self.chance(0.5):
                self.statement()

        if closing:
            self.block("async with contextlib.aclosing(%s) as %s:" % (made, name), lambda: self.block("async for number in %s:" % name, body))
            return
        self.put("%s = %s" % (name, made))
        self.block("try:", lambda: self.block("async for number in %s:" % name, body))
        self.block("finally:", lambda: self.put(self.pick(["await %s.aclose()" % name, "%s = None" % name])))

    def st_resource(self):
        self.guarded(lambda: self.block('async with resource("%s", %s) as held:' % (self.label("resource"), self.pick(self.durations[:5])), self.few_statements))

    def st_exit_stack(self):
        def body():
            for _ in range(2):
                self.put('await stack.enter_async_context(resource("%s", %s))' % (self.label("resource"), self.pick(self.durations[:5])))
            self.put('stack.callback(log, "%s")' % self.label("left"))
            self.few_statements()

        self.guarded(lambda: self.block("async with contextlib.AsyncExitStack() as stack:", body))

    def st_join(self):
        name = self.label("queue")
        count = self.random.randint(1, 3)
        self.put("%s = asyncio.%s(%d)" % (name, self.pick(["Queue", "PriorityQueue", "LifoQueue"]), self.random.randint(0, 2)))
        self.put("for turn in range(%d):" % self.random.randint(1, 2))
        self.put("    TASKS.append(asyncio.create_task(consume(%s, %d, %s)))" % (name, count, self.pick(self.durations)))
        for _ in range(count):
            self.put('await asyncio.wait_for(%s.put((%d, "%s")), 5)' % (name, self.random.randint(0, 3), self.label("item")))
        self.guarded(lambda: self.put('log(me(), "joined", await asyncio.wait_for(%s.join(), %s))' % (name, self.pick(self.limits))), "TimeoutError")

    def st_wait_first(self):
        names = ", ".join("spawn(%s)" % self.later_worker() for _ in range(self.random.randint(2, 3)))
        left = self.label("left")
        self.put("%s = {%s}" % (left, names))
        self.block("while %s:" % left, lambda: (
            self.put("done, %s = await asyncio.wait(%s, timeout=%s, return_when=asyncio.FIRST_COMPLETED)" % (left, left, self.pick(self.limits[1:]))),
            self.put('log(me(), "first", sorted([each.get_name() for each in done]), len(%s))' % left),
            self.put("if not done:"),
            self.put("    for each in TASKS:"),
            self.put('        if each in %s:' % left),
            self.put('            each.cancel("late")'),
        ))

    def st_as_completed_timeout(self):
        calls = ", ".join(self.pick(["spawn(%s)" % self.later_worker(), self.quiet_call()]) for _ in range(self.random.randint(1, 3)))
        self.put("for each in asyncio.as_completed([%s], timeout=%s):" % (calls, self.pick(self.limits[1:])))
        self.depth += 1
        self.own_cancellation(lambda: self.put('log(me(), "completed", await each)'), "one")
        self.depth -= 1

    def st_timeout_moved(self):
        name = self.label("limit")

        def inside():
            self.put("asyncio.get_running_loop().call_later(%s, move, %s, %s)" % (self.pick(self.durations), name, self.pick(self.limits)))
            self.few_statements()
            self.put('log(me(), %s.when() is not None, %s.expired())' % (name, name))

        self.put("if asyncio.current_task().cancelling() == 0:")
        self.depth += 1
        self.guarded(lambda: self.block("async with asyncio.timeout(%s) as %s:" % (self.pick(self.limits + ["None"]), name), inside), "TimeoutError")
        self.depth -= 1
