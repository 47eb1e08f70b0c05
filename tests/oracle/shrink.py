#!/usr/bin/env python3
"""Makes a program on which loopscope and CPython 3.11 differ as small as it can.

    shrink.py FILE.py [-o SMALL.py]

Takes away statements, larger ones first, as long as the two still differ, and
prints what is left, with the difference. CPython's exit status stays what it
was, so that the small program shows the same thing as the large one.
"""

import argparse
import ast
import os
import sys
import tempfile

import run


class Candidate:
    """A program text in a file, as run.Job wants it."""

    in_real_time = False

    def __init__(self, text, folder):
        self.target = os.path.join(folder, "candidate.py")
        self.outcomes = {}
        with open(self.target, "w", encoding="utf-8") as file:
            file.write(text)

    def needs_packages(self):
        return False


def compare(text, options, folder):
    """(CPython's exit status, how the two differ on `text`: lines, none if they do not)."""
    candidate = Candidate(text, folder)
    jobs = [run.Job(candidate, kind) for kind in ("oracle", "binary")]
    for job in run.run_all(jobs, options, folder):
        candidate.outcomes[job.kind] = job.outcome
    os.remove(candidate.target)
    told = run.differences(candidate.outcomes["oracle"], candidate.outcomes["binary"], options)
    return candidate.outcomes["oracle"].status, told


def bodies(tree):
    """Every list of statements, or of handlers, in the tree."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody", "handlers"):
            found = getattr(node, name, None)
            if isinstance(found, list) and found:
                yield found


def size(node):
    return sum(1 for _ in ast.walk(node))


def removals(tree):
    """(statements, one of them) for everything that can be taken away, the largest first."""
    found = [(size(statement), body, statement) for body in bodies(tree) for statement in body]
    return [(body, statement) for _, body, statement in sorted(found, key=lambda each: -each[0])]


def replacements(statement):
    """What may stand in place of a statement: nothing, or what is inside it."""
    yield []
    if isinstance(statement, (ast.With, ast.AsyncWith, ast.For, ast.While, ast.If, ast.Try)):
        yield statement.body


def readable(tree):
    """The program text of a tree, or None if it is no program any more."""
    try:
        text = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
        compile(text, "candidate", "exec")
    except (SyntaxError, ValueError):
        return None
    return text


def taken_away(body, statement, tree, differs):
    """Takes a statement away, in place, if what is left still differs; tells whether it did."""
    kept = list(body)
    place = next(i for i, each in enumerate(body) if each is statement)
    for instead in replacements(statement):
        if not instead and len(body) == 1 and not isinstance(statement, ast.ExceptHandler):
            instead = [ast.Pass()]
        body[place : place + 1] = instead
        text = readable(tree)
        if text is not None and differs(text):
            return True
        body[:] = kept
    return False


def smaller(tree, differs):
    """One round over all statements; tells whether any could be taken away."""
    changed = False
    for body, statement in removals(tree):
        there = any(body is each for each in bodies(tree)) and any(each is statement for each in body)
        if there and not isinstance(statement, ast.Pass):
            changed |= taken_away(body, statement, tree, differs)
    return changed


def main(arguments):
    parser = argparse.ArgumentParser(description="Make a program on which the two differ as small as it can be.")
    parser.add_argument("file")
    parser.add_argument("-o", "--output", help="write the small program here, not to stdout")
    options = parser.parse_args(arguments, run.parse_arguments([]))
    options.timeout = 5
    if not run.IS_ORACLE or not os.access(options.binary, os.X_OK):
        print("shrink.py: this needs CPython 3.11 and a program at " + options.binary, file=sys.stderr)
        return 2
    with open(options.file, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    folder = tempfile.mkdtemp(prefix="shrink-")
    try:
        status, told = compare(readable(tree), options, folder)

        def differs(text):
            now, lines = compare(text, options, folder)
            return bool(lines) and now == status

        while told and smaller(tree, differs):
            pass
        text = readable(tree)
        _, told = compare(text, options, folder)
    except run.ChildLeaves as child:
        return child.status
    os.rmdir(folder)
    if not told:
        print("shrink.py: loopscope and CPython agree on " + options.file, file=sys.stderr)
        return 2
    if options.output:
        with open(options.output, "w", encoding="utf-8") as file:
            file.write(text)
    else:
        print(text)
    print("\n".join("# " + line for line in told))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
