"""What the suite runs: which programs, and what is kept about each.

Beside a program `name.py` lie `name.out`, its stdout, and, when it does not
exit with 0, `name.exp`, with its exit status and the last line of its
traceback.  What a scenario prints is kept in tests/scenarios/, once for the
file and once for each entry that it compares.
"""

import ast
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAMS = os.path.join(ROOT, "tests", "programs")
NEXT = os.path.join(PROGRAMS, "next")
SCENARIOS = os.path.join(ROOT, "scenarios")
SCENARIO_OUTPUTS = os.path.join(ROOT, "tests", "scenarios")

# Programs that import one of these are not run by the oracle: what is kept about them was made with the real
# packages (see tests/README.md), or comes from their documentation.
PACKAGES = ("fastapi", "starlette", "pydantic", "anyio", "uvicorn", "httpx", "requests", "aiohttp", "asyncpg",
            "psycopg2", "redis", "aiosqlite")
IMPORT_OF_PACKAGE = re.compile(r"^\s*(?:import|from)\s+(?:%s)\b" % "|".join(PACKAGES), re.MULTILINE)


class Outcome:
    """What a run came to: stdout (bytes), exit status, last line of stderr.

    The last line counts only for an uncaught exception (status 1): other
    reports are the program's own affair, not Python's.
    """

    def __init__(self, stdout, status, last_line):
        self.stdout = stdout
        self.status = status
        self.last_line = last_line if status == 1 else ""

    def __eq__(self, other):
        return vars(self) == vars(other)

    def trailer(self):
        """The text of the .exp file; empty when there is nothing to say."""
        if self.status == 0:
            return ""
        text = "status %d\n" % self.status
        return text + ("last %s\n" % self.last_line if self.last_line else "")


class Case:
    """One program, or one entry of a scenario, and its expected files."""

    def __init__(self, path, entry, base):
        self.path = os.path.relpath(path, ROOT)
        self.entry = entry
        self.target = self.path + (":" + entry if entry else "")
        self.in_real_time = self.path.split(os.sep)[-2] in ("threads", "streams")
        self.out = base + ".out"
        self.exp = base + ".exp"

    def needs_packages(self):
        with open(os.path.join(ROOT, self.path), encoding="utf-8") as file:
            return IMPORT_OF_PACKAGE.search(file.read()) is not None

    def load(self):
        """The kept outcome, or None if there is none yet."""
        if not os.path.exists(self.out):
            return None
        with open(self.out, "rb") as file:
            stdout = file.read()
        status, last_line = 0, ""
        if os.path.exists(self.exp):
            with open(self.exp, encoding="utf-8") as file:
                for line in file:
                    word, _, rest = line.rstrip("\n").partition(" ")
                    if word == "status":
                        status = int(rest)
                    elif word == "last":
                        last_line = rest
        return Outcome(stdout, status, last_line)

    def promote(self):
        """Moves the program and what is kept about it out of tests/programs/next/."""
        for path in (os.path.join(ROOT, self.path), self.out, self.exp):
            if os.path.exists(path):
                target = os.path.join(PROGRAMS, os.path.relpath(path, NEXT))
                os.makedirs(os.path.dirname(target), exist_ok=True)
                os.rename(path, target)

    def save(self, outcome):
        os.makedirs(os.path.dirname(self.out), exist_ok=True)
        with open(self.out, "wb") as file:
            file.write(outcome.stdout)
        if outcome.trailer():
            with open(self.exp, "w", encoding="utf-8", newline="\n") as file:
                file.write(outcome.trailer())
        elif os.path.exists(self.exp):
            os.remove(self.exp)


def scenario_literal(path):
    """The `__scenario__` literal of a file, or {}.  ValueError if it is no literal.

    Parses only that statement, so that an older Python can read it where it
    could not parse the whole file.
    """
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    first = next((number for number, line in enumerate(lines) if line.startswith("__scenario__")), None)
    if first is None:
        return {}
    for end in range(first + 1, len(lines) + 1):
        try:
            tree = ast.parse("\n".join(lines[first:end]), path)
        except SyntaxError:
            continue  # the literal goes on below
        return ast.literal_eval(tree.body[0].value)
    raise ValueError(path + ": __scenario__ is not a literal")


def scenario_files():
    return sorted(os.path.join(SCENARIOS, name) for name in os.listdir(SCENARIOS) if name.endswith(".py"))


def program_cases(folder, skip=None):
    cases = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if os.path.join(parent, each) != skip and each != "__pycache__")
        for name in sorted(names):
            if name.endswith(".py"):
                path = os.path.join(parent, name)
                cases.append(Case(path, None, path[: -len(".py")]))
    return cases


def scenario_cases():
    cases = []
    for path in scenario_files():
        stem = os.path.join(SCENARIO_OUTPUTS, os.path.basename(path)[: -len(".py")])
        cases.append(Case(path, None, stem))
        for entry in scenario_literal(path).get("compare", []):
            if entry.isidentifier():
                cases.append(Case(path, entry, stem + "." + entry))
    return cases


def collect(only_next=False):
    """All cases, in order: the corpus, then the scenarios; or those of next/."""
    if only_next:
        return program_cases(NEXT) if os.path.isdir(NEXT) else []
    return program_cases(PROGRAMS, skip=NEXT) + scenario_cases()
