"""Runs FILE in this Python with asyncio on a virtual clock: the selector never blocks but moves the time of the loop to
the next timer.

    idle_loop.py FILE [NAME=VALUE ...]

Each NAME=VALUE replaces the constant NAME of the file, as --set of loopscope does.  This is as lean as it can be, so that
the comparison is with asyncio itself; the suite that compares outputs has a stricter one (tests/oracle/virtual_loop.py).
"""
import asyncio
import re
import selectors
import sys


class IdleSelector(selectors.SelectSelector):
    """Watches nothing: a wait ends at once, at its end."""

    now = 0.0

    def select(self, timeout=None):
        if timeout is not None and timeout > 0:
            self.now += timeout
        return []


class IdlePolicy(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self):
        selector = IdleSelector()
        loop = asyncio.SelectorEventLoop(selector)
        loop.time = lambda: selector.now
        return loop


def main(path, settings):
    with open(path, encoding="utf-8") as file:
        source = file.read()
    for setting in settings:
        name, _, value = setting.partition("=")
        source, count = re.subn(rf"^{name} = .*$", f"{name} = {value}", source, flags=re.MULTILINE)
        if count != 1:
            sys.exit(f"idle_loop.py: {path} has no constant {name}")
    asyncio.set_event_loop_policy(IdlePolicy())
    exec(compile(source, path, "exec"), {"__name__": "__main__"})


main(sys.argv[1], sys.argv[2:])
