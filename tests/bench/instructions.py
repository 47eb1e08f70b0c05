#!/usr/bin/env python3
"""make bench-instructions: the workloads of make bench and those of micro.py, scaled down, counted in instructions.

    instructions.py [--accept] [--program PATH]

callgrind counts what the program executes from start to exit; the figures do not depend on the machine's mood, so that
growth shows in one run.  instructions.json, beside this file, holds what they were.  One that has grown by more than 5 %
fails (exit status 1); --accept writes the new figures there, to be committed with the change that explains them.  They
depend on the compiler, which the file names: with another one the figures are shown, and nothing fails.
"""
import argparse
import concurrent.futures
import json
import os
import platform
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
KEPT = os.path.join(HERE, "instructions.json")
MOST_GROWTH = 0.05

TRACED = ("--max-events", "4000000000")

WORKLOADS = [
    ("start", None, {}),
    ("W1a", "w1_sleepers.py", {"COROUTINES": 200, "SLEEPS": 100}),
    ("W1b", "w1_sleepers.py", {"COROUTINES": 4000, "SLEEPS": 5}),
    ("W2a", "w2_yields.py", {"COROUTINES": 2, "STEPS": 15000}),
    ("W2b", "w2_yields.py", {"COROUTINES": 200, "STEPS": 200}),
    ("W3", "w3_children.py", {"CHILDREN": 5000}),
    ("W4", "w4_queue.py", {"ITEMS": 25000}),
    ("W5", "w5_compute.py", {"N": 200000}),
] + [
    (name, f"micro/{name}.py", {"N": 18 if name == "fib" else 20000})
    for name in ("attributes", "calls", "dicts", "fib", "floats", "generators", "instances", "lists", "methods", "range",
                 "strings")
]


def count(program, script, numbers, extra=()):
    sets = [word for name, value in numbers.items() for word in ("--set", f"{name}={value}")]
    with tempfile.TemporaryDirectory() as folder:
        if script is None:
            path = os.path.join(folder, "nothing.py")
            with open(path, "w", encoding="utf-8") as file:
                file.write("import asyncio\n")
        else:
            path = os.path.join(HERE, script)
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", program, "run", *extra, *sets, path]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    collected = re.search(r"Collected\s*:\s*(\d+)", done.stderr)
    if done.returncode != 0 or collected is None:
        sys.exit(f"bench-instructions: {' '.join(command)}:\n{done.stderr[-2000:]}")
    return int(collected.group(1))


def compiler():
    """The name and version of the compiler that make uses."""
    command = os.environ.get("CC", "cc").split()
    text = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True).stdout
    kind = "clang" if "clang" in text else "gcc"
    return f"{kind} {re.search(r'[0-9]+[.][0-9]+[.][0-9]+', text).group(0)}"


def main():
    parser = argparse.ArgumentParser(description="Counts the instructions of the workloads.")
    parser.add_argument("--accept", action="store_true", help="keep the new figures")
    parser.add_argument("--jobs", type=int, default=int(os.environ.get("JOBS", "2")), help="how many at a time")
    parser.add_argument("--program", default=os.environ.get("LOOPSCOPE", "build/loopscope"))
    options = parser.parse_args()
    kept, made_with = {}, {}
    if os.path.exists(KEPT):
        with open(KEPT, encoding="utf-8") as file:
            made_with = json.load(file)
            kept = made_with.pop("instructions")
    here = {"machine": platform.machine(), "compiler": compiler()}
    runs = [
        (name + suffix, script, numbers, extra)
        for name, script, numbers in WORKLOADS
        for suffix, extra in ([("", ()), (" traced", TRACED)] if name.startswith("W") else [("", ())])
    ]
    figures = {}
    grown = []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        counts = pool.map(lambda run: count(options.program, *run[1:]), runs)
        for (key, *_), figures[key] in zip(runs, counts):
            change = figures[key] / kept[key] - 1 if key in kept else None
            note = "new" if change is None else f"{change * 100:+.1f} %"
            if change is not None and change > MOST_GROWTH:
                grown.append(key)
                note += "   GROWN"
            print(f"{key:12} {figures[key]:14,} {note}", flush=True)
    if options.accept:
        with open(KEPT, "w", encoding="utf-8") as file:
            json.dump({**here, "instructions": figures}, file, indent=1)
            file.write("\n")
        print(f"kept in {KEPT}")
        return 0
    if made_with != here:
        print(f"the kept figures were made with {made_with}, this is {here}: not compared")
        return 0
    missing = [key for key in figures if key not in kept]
    if missing:
        print(f"no kept figures for {', '.join(missing)}: --accept")
    if grown:
        print(f"grown by more than {MOST_GROWTH * 100:.0f} %: {', '.join(grown)}; explain it and run with --accept")
    return 1 if grown or missing else 0


if __name__ == "__main__":
    sys.exit(main())
