#!/usr/bin/env python3
"""Compares loopscope with CPython 3.11 on random programs: asyncio, or --values.

    random_check.py -n N [--seed S] [--level 1|2|3] [--values]

Program i is generated from seed S + i, so `-n 1 --seed X` repeats the one that
failed with seed X. Programs that fail are kept in build/random/. Without
--seed a seed is drawn; it is printed first either way.
"""

import argparse
import os
import secrets
import shutil
import sys
import tempfile

import cases
import generate
import generate_values
import run

KEPT = os.path.join(cases.ROOT, "build", "random")


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description="Compare loopscope with CPython 3.11 on random programs.")
    parser.add_argument("-n", type=int, default=100, metavar="N", help="how many programs (100)")
    parser.add_argument("--seed", type=int, metavar="S", help="the seed of the first program")
    parser.add_argument("--level", type=int, choices=(1, 2, 3), default=1, help="2 and 3 use more of asyncio, 2 more of the types (1)")
    parser.add_argument("--values", action="store_true", help="expressions on the builtin types, not asyncio")
    parser.add_argument("--binary", default=os.environ.get("LOOPSCOPE", os.path.join(cases.ROOT, "build", "loopscope")))
    parser.add_argument("--timeout", type=int, default=10, metavar="S", help="seconds for one program (10)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="programs at a time (2)")
    parser.add_argument("--most", type=int, default=10, metavar="N", help="stop after this many failures (10)")
    options = parser.parse_args(arguments)
    options.binary = os.path.abspath(options.binary)
    if options.seed is None:
        options.seed = secrets.randbelow(10**9)
    return options


class RandomCase:
    """A generated program, written to `folder`."""

    in_real_time = False

    def __init__(self, seed, options, folder):
        self.seed = seed
        self.target = os.path.join(folder, "seed_%d.py" % seed)
        self.outcomes = {}
        generator = generate_values if options.values else generate
        with open(self.target, "w", encoding="utf-8") as file:
            file.write(generator.generate(seed, options.level))

    def needs_packages(self):
        return False

    def keep(self):
        os.makedirs(KEPT, exist_ok=True)
        return os.path.relpath(shutil.copy(self.target, KEPT), cases.ROOT)


def check(options, folder):
    """Runs the programs; returns (passed, failed)."""
    passed = failed = 0
    batch = 50  # bounds the files that lie about and how late a failure is told
    for first in range(0, options.n, batch):
        chosen = [RandomCase(options.seed + i, options, folder) for i in range(first, min(options.n, first + batch))]
        jobs = [run.Job(case, kind) for case in chosen for kind in ("oracle", "binary")]
        for job in run.run_all(jobs, options, folder):
            job.case.outcomes[job.kind] = job.outcome
        for case in chosen:
            told = run.differences(case.outcomes["oracle"], case.outcomes["binary"], options)
            if case.outcomes["oracle"].status < 0:
                told.insert(0, "CPython itself " + run.describe(case.outcomes["oracle"].status, options))
            passed, failed = passed + (not told), failed + bool(told)
            if told:
                print("FAILED seed %d, kept as %s" % (case.seed, case.keep()))
                print("\n".join("    " + line for line in told))
            os.remove(case.target)
        if failed >= options.most:
            print("stopped after %d failures" % failed)
            break
    return passed, failed


def main(arguments):
    options = parse_arguments(arguments)
    print("seed %d, %d programs, level %d" % (options.seed, options.n, options.level))
    if not run.IS_ORACLE:
        print("random_check.py: this needs CPython 3.11, the interpreter is " + sys.version.split()[0], file=sys.stderr)
        return 2
    if not os.access(options.binary, os.X_OK):
        print("random_check.py: there is no program at %s: run make first" % options.binary, file=sys.stderr)
        return 2
    folder = tempfile.mkdtemp(prefix="random-")
    try:
        passed, failed = check(options, folder)
    except run.ChildLeaves as child:
        return child.status
    os.rmdir(folder)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
