#!/usr/bin/env python3
"""Compares the parser with CPython 3.11: errors.txt, the kept trees, and all Python files of the project.

`run.py --accept` writes the trees anew.  `run.py FILE...` compares these files.  Without CPython 3.11 there is nothing to
compare with, and the kept files are what the unit tests compare with.
"""

import glob
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import lang_reference

HERE = pathlib.Path(__file__).parent
# Constructs that are left out on purpose.
LEFT_OUT = ("import * is not supported", "complex numbers are not supported", "characters by name (")
passed = failed = 0


def report(ok, what):
    global passed, failed
    passed, failed = passed + ok, failed + (not ok)
    if not ok:
        print("FAILED", what)


def unescape(text):
    plain = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
    return re.sub(r"\\(x..|.)", lambda m: plain.get(m[1]) or chr(int(m[1][1:], 16)), text)


def check_errors():
    lines = [line for line in (HERE / "errors.txt").read_text().split("\n") if line and not line.startswith("## ")]
    for script, expected in zip(lines[::2], lines[1::2]):
        mark, _, expected = expected.strip().partition(" ")
        _, error = lang_reference.check(unescape(script).encode())
        got = "ok" if error is None else "%s %d:%d %s" % (error[0], error[2], error[3] or 0, error[1])
        if mark == "~":
            got, expected = (re.sub(r" \d+:\d+ ", " ", text, count=1) for text in (got, expected))
        report((got == expected) == (mark != "!"), f"{script}\n    ours {expected}\n    CPython {got}")


def check_trees(accept):
    for path in sorted((HERE / "trees").glob("*.py")):
        tree, error = lang_reference.check(path.read_text())
        kept = path.with_suffix(".txt")
        if accept and error is None:
            kept.write_text(tree)
        report(error is None and tree == kept.read_text(), f"{kept} is not what CPython makes: {error}")


def normal(tree):
    """Big ints in decimal, and private names as they are written."""
    tree = re.sub(r"big(\d+):(\w+)", lambda m: str(int(m[2], int(m[1]))), tree)
    return re.sub(r"\b_[^\W_]\w*?__(?=[^\W_])", "__", tree)


def difference(ours, theirs):
    for a, b in zip(ours.split("\n"), theirs.split("\n")):
        if a != b:
            return f"\n    ours    {a[:300]}\n    CPython {b[:300]}"
    return f"\n    ours has {len(ours)} bytes, CPython's {len(theirs)}"


def compare(path, ours):
    try:
        source = pathlib.Path(path).read_text(encoding="utf-8")
        tree, error = lang_reference.check(source)
    except (UnicodeDecodeError, ValueError, RecursionError, MemoryError):
        return
    if any(text in ours for text in LEFT_OUT):
        return
    if error is not None:
        report(error[1] in ours, f"{path}: CPython says {error}, we {ours[:300]}")
        return
    ours_tree, _, ours_scopes = ours.partition("-- scopes\n")
    report(normal(ours_tree) == normal(tree), path + difference(normal(ours_tree), normal(tree)))
    ours_scopes = "\n".join(sorted(ours_scopes.strip("\n").split("\n")))
    theirs = "\n".join(lang_reference.scopes(source))
    report(ours_scopes == theirs, path + difference(ours_scopes, theirs))


def check_files(paths):
    tool = pathlib.Path(os.environ.get("BUILD", "build")) / "tests/lang/test_lang_corpus"
    if not tool.exists():
        print(f"{tool} is not built: the files are left out")
        return
    output = subprocess.run([tool, *paths], capture_output=True, check=True).stdout.decode("utf-8", "replace")
    parts = re.split(r"^== (.*)\n", output, flags=re.M)[1:]
    report(len(parts) == 2 * len(paths), "one answer for each file")
    for path, ours in zip(parts[::2], parts[1::2]):
        compare(path, ours)


def main():
    sys.setrecursionlimit(100000)
    arguments = [argument for argument in sys.argv[1:] if argument != "--accept"]
    if sys.version_info[:2] == (3, 11):
        if not arguments:
            check_errors()
            check_trees("--accept" in sys.argv)
        files = glob.glob("scenarios/**/*.py", recursive=True) + glob.glob("tests/**/*.py", recursive=True)
        check_files(arguments or sorted(files))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
