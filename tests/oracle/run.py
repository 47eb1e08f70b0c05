#!/usr/bin/env python3
"""Compares what loopscope prints with what CPython 3.11 prints.

    run.py [NAME ...]          all programs and scenarios, or those whose path contains a NAME
    run.py --update [NAME ...] makes the expected files anew, with CPython 3.11
    run.py --next              the programs that are not required yet (tests/programs/next);
                               with --promote, those that pass become required

Each program runs under `loopscope run`, and its stdout, exit status and, after
an uncaught exception, last line of stderr must be those kept beside it.  Under
CPython 3.11 the kept files are made anew in memory too and must not differ
(those of programs that need the real clock only with --update); any Python from
3.8 on can do the rest.  Exit status: 0, 1 when a program
failed, 2 when nothing could be run.
"""

import argparse
import difflib
import os
import signal
import sys
import tempfile

import cases
import scenario_style

IS_ORACLE = sys.version_info[:2] == (3, 11) and sys.implementation.name == "cpython"
if IS_ORACLE:
    import virtual_loop  # before the forks, so that each child has asyncio already
MOST_DIFF_LINES = 40


class Job:
    """A child process that runs one case: by the binary, or by the oracle."""

    def __init__(self, case, kind):
        self.case = case
        self.kind = kind  # "binary" or "oracle"
        self.outcome = None
        self.pid = 0
        self.files = []

    def start(self, options, folder):
        """Forks.  The child never returns from here when it runs the binary;
        as the oracle it returns the exit status for the interpreter to leave with."""
        name = os.path.join(folder, "%s-%d" % (self.kind, id(self)))
        self.files = [name + ".out", name + ".err"]
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid:
            return None
        os.chdir(cases.ROOT)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for descriptor, path in enumerate(self.files, 1):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), descriptor)
        signal.alarm(options.timeout)  # outlives exec; its default action ends the child
        if self.kind == "oracle" and self.case.in_real_time:
            os.execv(sys.executable, [sys.executable, self.case.path])
        if self.kind == "binary":
            try:
                # The oracle computes in no time; what is kept about packages is ours.
                cost = [] if self.case.needs_packages() else ["--cost", "zero"]
                os.execv(options.binary, [options.binary, "run", *cost, self.case.target])
            except OSError as error:
                os.write(2, ("%s: %s\n" % (options.binary, error.strerror)).encode())
                os._exit(126)
        return virtual_loop.run(self.case.target)

    def finish(self, wait_status):
        """Reads what the child left behind; a signal's number counts negative."""
        contents = []
        for path in self.files:
            with open(path, "rb") as file:
                contents.append(file.read())
            os.remove(path)
        status = os.WEXITSTATUS(wait_status) if os.WIFEXITED(wait_status) else -os.WTERMSIG(wait_status)
        lines = contents[1].decode("utf-8", "replace").rstrip("\n").split("\n")
        self.outcome = cases.Outcome(contents[0], status, lines[-1])
        self.stderr = lines


class ChildLeaves(Exception):
    """Unwinds a forked oracle child so that its interpreter ends like any other."""

    def __init__(self, status):
        super().__init__(status)
        self.status = status


def run_all(jobs, options, folder):
    """Runs the jobs, at most `options.jobs` at a time; yields each as it ends."""
    waiting, running = list(reversed(jobs)), {}
    while waiting or running:
        while waiting and len(running) < options.jobs:
            job = waiting.pop()
            status = job.start(options, folder)
            if job.pid == 0:
                raise ChildLeaves(status)
            running[job.pid] = job
        pid, wait_status = os.wait()
        job = running.pop(pid, None)
        if job is not None:
            job.finish(wait_status)
            yield job


def describe(status, options):
    if status == -signal.SIGALRM:
        return "did not end within %d s" % options.timeout
    return "ended by signal %d" % -status if status < 0 else "exit status %d" % status


def differences(expected, actual, options):
    """The lines that tell how `actual` differs from `expected`; empty if equal."""
    told = []
    if expected.stdout != actual.stdout:
        texts = [each.stdout.decode("utf-8", "backslashreplace").splitlines() for each in (expected, actual)]
        diff = list(difflib.unified_diff(texts[0], texts[1], "expected", "actual", lineterm="", n=2))
        told += diff[:MOST_DIFF_LINES] or ["stdout differs in its line ends"]
        if len(diff) > MOST_DIFF_LINES:
            told.append("... %d more lines" % (len(diff) - MOST_DIFF_LINES))
    if expected.status != actual.status:
        told.append("expected %s, got %s" % (describe(expected.status, options), describe(actual.status, options)))
    elif expected.last_line != actual.last_line:
        told += ["expected last line: " + expected.last_line, "  actual last line: " + actual.last_line]
    return told


def judge(job, options):
    """The complaints about one finished job; --update saves instead of comparing."""
    if job.kind == "oracle" and options.update:
        if job.outcome.status < 0:
            return ["CPython " + describe(job.outcome.status, options)]
        job.case.save(job.outcome)
        return []
    expected = job.case.load()
    if expected is None:
        return ["no expected output is kept: run.py --update makes it"]
    told = differences(expected, job.outcome, options)
    if told and job.kind == "oracle":
        return ["the kept output is not CPython's:"] + told
    if told and job.stderr != [""]:
        told.append("stderr ends: " + " | ".join(job.stderr[-3:]))
    return told


def plan(selected, options):
    jobs = []
    for case in selected:
        kept_only = case.needs_packages() or (case.in_real_time and not options.update)
        if not options.no_oracle and IS_ORACLE and not kept_only:
            jobs.append(Job(case, "oracle"))
        if not options.update and not options.no_binary:
            jobs.append(Job(case, "binary"))
    return jobs


def check_styles(names):
    """The scenarios' style counts like programs: (passed, failed)."""
    passed = failed = 0
    for path in cases.scenario_files():
        shown = os.path.relpath(path, cases.ROOT)
        if not wanted(shown, names):
            continue
        found = scenario_style.problems(path)
        for each in found:
            print("FAILED %s:%s" % (shown, each))
        failed += bool(found)
        passed += not found
    return passed, failed


def wanted(target, names):
    return not names or any(name in target for name in names)


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description="Compare loopscope with CPython 3.11, program by program.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="run only what has NAME in its path")
    parser.add_argument("--binary", default=os.environ.get("LOOPSCOPE", os.path.join(cases.ROOT, "build", "loopscope")))
    parser.add_argument("--update", action="store_true", help="make the expected files anew (needs CPython 3.11)")
    parser.add_argument("--next", action="store_true", help="run the programs that are not required yet, only these")
    parser.add_argument("--promote", action="store_true", help="with --next: move those that pass out of there")
    parser.add_argument("--no-binary", action="store_true", help="only check the kept files against CPython 3.11")
    parser.add_argument("--no-oracle", action="store_true", help="only compare the binary with the kept files")
    slow = "hostile" in os.environ.get("BUILD", "")  # that build collects garbage at every allocation
    parser.add_argument("--timeout", type=int, default=90 if slow else 10, metavar="S",
                        help="seconds for one program (10; 90 in the hostile build)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="programs at a time (2)")
    options = parser.parse_args(arguments)
    options.binary = os.path.abspath(options.binary)
    return options


def compare(selected, options, folder):
    """Runs the cases and prints the failures; returns (passed, failed)."""
    complaints = {}
    for job in run_all(plan(selected, options), options, folder):
        told = judge(job, options)
        if told:
            complaints.setdefault(job.case.target, []).extend(told)
    for case in selected:
        if case.target in complaints:
            print("FAILED " + case.target)
            print("\n".join("    " + each for each in complaints[case.target]))
    if options.next and not options.update and not options.no_binary:
        for case in selected:
            if case.target not in complaints:
                print("passes already: " + case.target)
                if options.promote:
                    case.promote()
    return len(selected) - len(complaints), len(complaints)


def main(arguments):
    options = parse_arguments(arguments)
    if (options.update or options.no_binary) and not IS_ORACLE:
        print("run.py: this needs CPython 3.11, the interpreter is " + sys.version.split()[0], file=sys.stderr)
        return 2
    if not options.update and not options.no_binary and not os.access(options.binary, os.X_OK):
        print("run.py: there is no program at %s: run make first" % options.binary, file=sys.stderr)
        return 2
    selected = [case for case in cases.collect(options.next) if wanted(case.target, options.names)]
    folder = tempfile.mkdtemp(prefix="oracle-")
    try:
        passed, failed = compare(selected, options, folder)
    except ChildLeaves as child:
        return child.status
    os.rmdir(folder)
    if not options.next and sys.version_info >= (3, 11):  # older ones cannot parse every scenario
        styled, unstyled = check_styles(options.names)
        passed, failed = passed + styled, failed + unstyled
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
