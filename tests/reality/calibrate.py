#!/usr/bin/env python3
"""What constructs of Python cost, here with this python3 and in the cost model cpython311.

    tests/reality/calibrate.py [--binary build/loopscope] [--only TEXT] [--rounds N]

Each construct is a statement that one generated program repeats and times, which runs under CPython (the best of N
rounds) and in the simulator. CPython's figures are divided by how much slower this machine is than the one the model
is for, on which an iteration of `for i in range(3_000_000): total += i` takes 38 ns. What differs by more than a
third is marked; docs/MACHINE.md says what that means.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

LOOP_NS = 38.0
DATA = "random.seed(1)\ndata = [random.randrange(200000) for i in range(20000)]"

# name: (statement, setup, how often it is repeated; 0: one statement with a loop of its own, per item of 20,000)
CONSTRUCTS = {
    "z = x": ("z = x", "x = 1", 1000),
    "x + y, small": ("z = x + y", "x = 1; y = 2", 1000),
    "x + y, 30 bits": ("z = x + y", "x = 10**6; y = 10**7", 1000),
    "x + y, 60 bits": ("z = x + y", "x = 10**12; y = 10**13", 1000),
    "x * y": ("z = x * y", "x = 1234; y = 4567", 1000),
    "x % y": ("z = x % y", "x = 123456; y = 4567", 1000),
    "x // y": ("z = x // y", "x = 123456; y = 4567", 1000),
    "x ** 2": ("z = x ** 2", "x = 123456", 1000),
    "x * y, floats": ("z = x * y", "x = 1.5; y = 2.5", 1000),
    "x / y, floats": ("z = x / y", "x = 1.5; y = 2.5", 1000),
    "z = x < y": ("z = x < y", "x = 1; y = 2", 1000),
    "if x < y": ("if x < y: pass", "x = 1; y = 2", 1000),
    "x in dict": ("z = x in y", "x = 5; y = {5: 1}", 1000),
    "x in list of 5": ("z = x in y", "x = 5; y = [1, 2, 3, 4, 5]", 1000),
    "list[i]": ("z = y[x]", "x = 3; y = [1, 2, 3, 4, 5]", 1000),
    "dict[k]": ("z = y[x]", "x = 3; y = {3: 2}", 1000),
    "list[i] = 1": ("y[x] = 1", "x = 3; y = [1, 2, 3, 4, 5]", 1000),
    "dict[k] = 1": ("y[x] = 1", "x = 3; y = {3: 2}", 1000),
    "(x, y)": ("z = (x, y)", "x = 3; y = 4", 1000),
    "[x, y]": ("z = [x, y]", "x = 3; y = 4", 1000),
    "{'a': x, 'b': y}": ("z = {'a': x, 'b': y}", "x = 3; y = 4", 1000),
    "a, b = x": ("a, b = x", "x = (3, 4)", 1000),
    "list[1:3]": ("z = y[1:3]", "y = [1, 2, 3, 4, 5]", 1000),
    "o.a": ("z = o.a", "o = O()", 1000),
    "o.a = 1": ("o.a = 1", "o = O()", 1000),
    "P()": ("z = P()", "pass", 300),
    "O(1)": ("z = O(1)", "pass", 300),
    "f()": ("f()", "f = nothing", 1000),
    "f(x)": ("f(x)", "f = same; x = 1", 1000),
    "f(x, b=x)": ("f(x, b=x)", "f = two; x = 1", 1000),
    "f(*y)": ("f(*y)", "f = two; y = (1, 2)", 1000),
    "o.m()": ("o.m()", "o = O()", 1000),
    "len(x)": ("len(x)", "x = [1]", 1000),
    "abs(x)": ("abs(x)", "x = -5", 1000),
    "l.append(x)": ("l.append(x)", "x = 1; l = []", 300),
    "isinstance(x, int)": ("isinstance(x, int)", "x = 1", 1000),
    "str(x)": ("str(x)", "x = 12345", 300),
    "f'{x} {y}'": ("z = f'{x} {y}'", "x = 1234; y = 'abc'", 300),
    "'abc' + 'def'": ("z = x + y", "x = 'abc'; y = 'def'", 1000),
    "int('12345')": ("int(x)", "x = '12345'", 300),
    "raise and except": ("try: raise E\n        except E: pass", "E = ValueError", 100),
    "lambda: 1": ("z = lambda: 1", "pass", 300),
    "next(g)": ("next(g)", "g = numbers()", 300),
    "with o": ("with o: pass", "o = O()", 100),
    "for in range": ("for i in range(20000): pass", "pass", 0),
    "for: total += i": ("for i in range(20000): total += i", "total = 10**12", 0),
    "while: i += 1": ("while i < 20000: i += 1", "i = 0", 0),
    "for in list": ("for x in data: pass", "pass", 0),
    "[x for x in data]": ("z = [x for x in data]", "pass", 0),
    "[x + 1 for x in data]": ("z = [x + 1 for x in data]", "pass", 0),
    "{x: x for x in data}": ("z = {x: x for x in data}", "pass", 0),
    "sum(x for x in data)": ("z = sum(x for x in data)", "pass", 0),
    "sum(data)": ("z = sum(data)", "pass", 0),
    "sum(range(n))": ("z = sum(range(20000))", "pass", 0),
    "min(data)": ("z = min(data)", "pass", 0),
    "max(data, key=same)": ("z = max(data, key=same)", "pass", 0),
    "list(range(n))": ("z = list(range(20000))", "pass", 0),
    "list(data)": ("z = list(data)", "pass", 0),
    "set(data)": ("z = set(data)", "pass", 0),
    "dict.fromkeys(data)": ("z = dict.fromkeys(data)", "pass", 0),
    "dict(zip(data, data))": ("z = dict(zip(data, data))", "pass", 0),
    "list(map(str, data))": ("z = list(map(str, data))", "pass", 0),
    "list(map(lambda))": ("z = list(map(lambda x: x ** 2, data))", "pass", 0),
    "list(enumerate(data))": ("z = list(enumerate(data))", "pass", 0),
    "list(zip(data, data))": ("z = list(zip(data, data))", "pass", 0),
    "''.join(texts)": ("z = ''.join(texts)", "texts = [str(x) for x in data]", 0),
    "-1 in data": ("z = -1 in data", "pass", 0),
    "data + data": ("z = data + data", "pass", 0),
    "data == copy": ("z = data == copy", "copy = list(data)", 0),
    "sorted(data)": ("z = sorted(data)", "pass", 0),
    "sorted(data), in order": ("z = sorted(data)", "data = list(range(20000))", 0),
    "sorted(data, key=x**2)": ("z = sorted(data, key=lambda x: x ** 2)", "pass", 0),
    "sorted(floats)": ("z = sorted(floats)", "floats = [x / 7 for x in data]", 0),
    "sorted(texts)": ("z = sorted(texts)", "texts = [str(x) for x in data]", 0),
    "json.dumps(data)": ("z = json.dumps(data)", "pass", 0),
    "json.loads(text)": ("z = json.loads(text)", "text = json.dumps(data)", 0),
    "text.split()": ("z = text.split()", "text = 'word ' * 20000", 0),
    "copy.deepcopy": ("z = copy.deepcopy(rows)", "rows = [[x, x] for x in data[:5000]]", 0),
    "10,000-digit product": ("z = x * y", "x = 3 ** 20000; y = 7 ** 12000", 1),
    "await coroutine": ("await nothing_async()", "pass", 300),
    "await sleep(0)": ("await asyncio.sleep(0)", "pass", 300),
    "create_task, await": ("await asyncio.create_task(nothing_async())", "pass", 100),
    "gather of 100, each": ("await asyncio.gather(*[nothing_async() for i in range(100)])", "pass", 3),
    "call_soon, each": ("for i in range(20000): loop.call_soon(nothing)\n        await asyncio.sleep(0)",
                        "loop = asyncio.get_running_loop()", 0),
    "call_later, each": ("for i in range(2000): loop.call_later(0, nothing)\n        await asyncio.sleep(0)",
                         "loop = asyncio.get_running_loop()", 3),
    "queue put and get": ("await q.put(1); await q.get()", "q = asyncio.Queue()", 300),
    "async with lock": ("async with q: pass", "q = asyncio.Lock()", 300),
    "run_in_executor": ("await loop.run_in_executor(None, nothing)", "loop = asyncio.get_running_loop()", 100),
}
# One statement that does many of them.
PER = {"gather of 100, each": 100, "call_later, each": 2000}

HEAD = """import asyncio, copy, json, random, time
def nothing(): pass
async def nothing_async(): pass
def same(a): return a
def two(a, b): return a
def numbers():
    while True:
        yield 1
class P: pass
class O:
    def __init__(self, a=1): self.a = a
    def m(self): pass
    def __enter__(self): pass
    def __exit__(self, *a): pass
%s
best = {}
def note(name, seconds, count):
    best[name] = min(best.get(name, 1e9), seconds / count * 1e9)
DATA = data
""" % DATA


def function(number, name):
    """A function that times one construct, less what its loop takes."""
    statement, setup, count = CONSTRUCTS[name]
    per = PER.get(name, 1)
    define = "async def" if "await" in statement or "async" in statement else "def"
    lines = [f"{define} measure_{number}():", "    data = DATA"]
    lines += ["    " + part.strip() for part in setup.split(";")]
    lines.append("    begun = time.perf_counter()")
    if count == 0:
        lines.append("    if True:\n        " + statement)
        lines.append(f"    note({name!r}, time.perf_counter() - begun, 20000)")
        return "\n".join(lines)
    lines.append(f"    for _ in range({count}):")
    lines += ["        " + statement] * 10
    lines.append(f"    note({name!r}, time.perf_counter() - begun, {count * 10 * per})")
    return "\n".join(lines)


def program(names):
    text = HEAD
    text += "\n".join(function(number, name) for number, name in enumerate(names)) + "\nasync def main():\n"
    text += "    for round in range(ROUNDS):\n"
    for number, name in enumerate(names):
        wait = "await " if "await" in CONSTRUCTS[name][0] or "async" in CONSTRUCTS[name][0] else ""
        text += f"        {wait}measure_{number}()\n"
    return text + "asyncio.run(main())\nprint(json.dumps(best))\n"


def run(command, text):
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(text)
        file.flush()
        done = subprocess.run([*command, file.name], capture_output=True, encoding="utf-8")
    if done.returncode != 0:
        sys.exit("%s failed:\n%s" % (" ".join(command), done.stderr))
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binary", default=os.environ.get("LOOPSCOPE", "build/loopscope"))
    parser.add_argument("--only", default="")
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    names = [name for name in CONSTRUCTS if arguments.only in name or name in ("for: total += i", "for in range")]
    text = program(names)
    real = run([sys.executable], f"ROUNDS = {arguments.rounds}\n" + text)
    simulated = run([arguments.binary, "run", "--cost", "cpython311"], "ROUNDS = 1\n" + text)
    for figures in real, simulated:
        loop_ns = figures["for in range"] / 10
        for name in names:
            statement, _, count = CONSTRUCTS[name]
            figures[name] -= loop_ns / PER.get(name, 1) if count > 1 else 0
    factor = real["for: total += i"] / LOOP_NS
    print(f"this machine takes {factor:.2f} times as long as the model's; figures are ns, CPython's divided by that")
    print(f"{'construct':26s} {'CPython':>10s} {'model':>10s} {'ratio':>6s}")
    off = 0
    for name in names:
        measured = real[name] / factor
        ratio = simulated[name] / measured if measured > 0 else 0
        wrong = not 0.67 < ratio < 1.5
        off += wrong
        print(f"{name:26s} {measured:10.1f} {simulated[name]:10.1f} {ratio:6.2f}{'  *' if wrong else ''}")
    print(f"{len(names) - off} of {len(names)} within a third")


if __name__ == "__main__":
    main()
