#!/usr/bin/env python3
"""How long single things take in the interpreter: the scripts in micro/, in loopscope, in CPython and in Lua.

    micro.py [--rounds N] [--only calls,dicts] [--program PATH]

Each NAME.py has a constant N, the number of operations (fib: calls, which follow from it); NAME.lua beside it does the
same, is run by lua5.4 where that is installed, and finds N as a global.  What is printed is nanoseconds of processor time
in user mode per operation, less the start: the least of the rounds, in which the programs run in turn.  No figure here
has a budget; Lua is the peer whose speed the interpreter aims at.
"""
import argparse
import os
import re
import resource
import shutil
import subprocess
import sys

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "micro")


def user_time(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, output


def number(path):
    with open(path, encoding="utf-8") as file:
        return int(re.search(r"^N = (\d+)$", file.read(), re.MULTILINE).group(1))


def operations(name, n):
    if name != "fib":
        return n
    calls = [1, 1]
    while len(calls) <= n:
        calls.append(calls[-1] + calls[-2] + 1)
    return calls[n]


def measure(name, options, lua):
    path = os.path.join(HERE, name + ".py")
    n = number(path)
    commands = {"loopscope": [options.program, "run", path], "cpython": [sys.executable, path]}
    nothing = {"loopscope": [options.program, "run", os.devnull], "cpython": [sys.executable, os.devnull]}
    if lua is not None:
        commands["lua"] = [lua, "-e", f"N = {n}", os.path.join(HERE, name + ".lua")]
        nothing["lua"] = [lua, os.devnull]
    least, outputs = {}, set()
    for _ in range(options.rounds):
        for key, command in commands.items():
            seconds, output = user_time(command)
            outputs.add(output)
            least[key] = min(seconds, least.get(key, seconds))
    if len(outputs) != 1:
        sys.exit(f"micro: {name} prints different things: {sorted(outputs)}")
    starts = {key: min(user_time(command)[0] for _ in range(3)) for key, command in nothing.items()}
    return {key: max(least[key] - starts[key], 0) * 1e9 / operations(name, n) for key in commands}


def main():
    parser = argparse.ArgumentParser(description="Measures single things in the interpreter.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", help="names, separated by commas")
    parser.add_argument("--program", default=os.environ.get("LOOPSCOPE", "build/loopscope"))
    options = parser.parse_args()
    lua = shutil.which("lua5.4")
    names = options.only.split(",") if options.only else sorted(
        file[:-3] for file in os.listdir(HERE) if file.endswith(".py"))
    print(f"{'ns an operation':16} {'loopscope':>10} {'CPython':>10} {'Lua':>10} {'CPython/us':>11} {'Lua/us':>8}")
    for name in names:
        figures = measure(name, options, lua)
        ours = max(figures["loopscope"], 1e-3)
        lua_columns = f"{figures['lua']:10.1f}" if lua else f"{'-':>10}"
        lua_ratio = f"{figures['lua'] / ours:7.2f}×" if lua else f"{'-':>8}"
        print(f"{name:16} {ours:10.1f} {figures['cpython']:10.1f} {lua_columns} {figures['cpython'] / ours:10.2f}×"
              f" {lua_ratio}", flush=True)


if __name__ == "__main__":
    main()
