"""What asyncio does in the order of a set, done in the order of creation.

CPython cancels the tasks that asyncio.run finds left over, and the children of
a TaskGroup, in the order of a set: that of their addresses, which no program
can rely on.  as_completed starts coroutines in such an order, too.  Here the
sets in question keep the order in which their members were added.
"""

import asyncio.runners
import asyncio.taskgroups
import asyncio.tasks
import types


class OrderedSet(set):
    """A set that is iterated in the order in which its members were added."""

    def __init__(self, members=()):
        super().__init__()
        self._members = {}
        for each in members:
            self.add(each)

    def add(self, member):
        super().add(member)
        self._members[member] = None

    def discard(self, member):
        super().discard(member)
        self._members.pop(member, None)

    def __iter__(self):
        return iter(list(self._members))


def module_with(module, **replaced):
    """A copy of a module's namespace with some names replaced."""
    copy = types.ModuleType(module.__name__)
    copy.__dict__.update(module.__dict__, **replaced)
    return copy


def _tasks_left(loop):
    left = asyncio.tasks.all_tasks(loop)
    return [task for task in asyncio.tasks._all_tasks if task in left]


def _group_init(group, real=asyncio.TaskGroup.__init__):
    real(group)
    group._tasks = OrderedSet()


def _as_completed(fs, *, timeout=None, real=asyncio.as_completed):
    """The same, where `set(fs)` is in order; done with the name again when it has begun."""
    asyncio.tasks.set = OrderedSet
    try:
        completions = real(fs, timeout=timeout)
        first = next(completions, None)
    finally:
        del asyncio.tasks.set
    if first is not None:
        yield first
        yield from completions


def install():
    """Call it once, before any task is made."""
    asyncio.tasks._all_tasks.data = OrderedSet()
    asyncio.runners.tasks = module_with(asyncio.tasks, all_tasks=_tasks_left)
    asyncio.TaskGroup.__init__ = _group_init
    _as_completed.__name__ = _as_completed.__qualname__ = "as_completed"
    asyncio.as_completed = asyncio.tasks.as_completed = _as_completed
