#!/usr/bin/env python3
"""make bench: how fast the engine is, against CPython's asyncio on the same machine in the same minutes.

    run.py [--quick] [--rounds N] [--only W1a,W3] [--json FILE] [--program PATH]

Each workload runs in loopscope with the trace off, in loopscope with every scheduling event recorded in memory
(`run --max-events`, which keeps a trace that nobody looks at), and in CPython on a virtual clock (idle_loop.py), in turn,
several rounds.  What counts is processor time in user mode, as the kernel says when the process has ended, less what the same
same same program takes for a script that does nothing.  Absolute figures depend on the machine and its mood; a verdict is
about the median of the rounds' ratios.  CPython runs a part of the operations, in W1b and W1c with a part of the
coroutines: it is no slower for that, and the whole would take minutes.

Exit status 0, also when a budget is missed (the line says so); 1 when a program fails or prints what it should not.
"""
import argparse
import fcntl
import json
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TRACED = ["--max-events", "4000000000"]


class Workload:
    """A script with its numbers.  `operations` of CPython's run may be fewer than those of ours."""

    def __init__(self, name, script, what, ours, theirs, operations, budget_off, budget_on):
        self.name, self.script, self.what = name, os.path.join(HERE, script), what
        self.ours, self.theirs, self.operations = ours, theirs, operations
        self.budget_off, self.budget_on = budget_off, budget_on


def product(numbers):
    result = 1
    for number in numbers.values():
        result *= number
    return result


WORKLOADS = [
    Workload("W1a", "w1_sleepers.py", "wake-up", {"COROUTINES": 1000, "SLEEPS": 1000},
             {"COROUTINES": 1000, "SLEEPS": 60}, product, 80, 65),
    Workload("W1b", "w1_sleepers.py", "wake-up", {"COROUTINES": 100000, "SLEEPS": 10},
             {"COROUTINES": 20000, "SLEEPS": 10}, product, 55, 50),
    Workload("W1c", "w1_sleepers.py", "wake-up", {"COROUTINES": 1000000, "SLEEPS": 3},
             {"COROUTINES": 40000, "SLEEPS": 3}, product, 39, 36),
    Workload("W2a", "w2_yields.py", "step", {"COROUTINES": 2, "STEPS": 500000},
             {"COROUTINES": 2, "STEPS": 100000}, product, 50, 32),
    Workload("W2b", "w2_yields.py", "step", {"COROUTINES": 1000, "STEPS": 1000},
             {"COROUTINES": 1000, "STEPS": 200}, product, 45, 28),
    Workload("W3", "w3_children.py", "child", {"CHILDREN": 100000}, {"CHILDREN": 25000}, product, 65, 60),
    Workload("W4", "w4_queue.py", "item", {"ITEMS": 1000000}, {"ITEMS": 200000}, product, 30, 25),
    Workload("W5", "w5_compute.py", "iteration", {"N": 10000000}, {"N": 2000000}, product, 4.5, 4.5),
]


def settings(numbers):
    return [f"{name}={value}" for name, value in numbers.items()]


def loopscope(program, script, numbers, extra=()):
    sets = [word for setting in settings(numbers) for word in ("--set", setting)]
    return [program, "run", *extra, *sets, script]


def cpython(script, numbers):
    return [sys.executable, os.path.join(HERE, "idle_loop.py"), script, *settings(numbers)]


class Run:
    """A process that has ended: its output, processor time (user mode) and elapsed time, seconds."""

    def __init__(self, command):
        with tempfile.TemporaryFile() as output:
            begin = time.perf_counter()
            process = subprocess.Popen(command, stdout=output, stdin=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            self.elapsed = time.perf_counter() - begin
            process.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            self.output = output.read().decode()
        if process.returncode != 0:
            sys.exit(f"bench: status {process.returncode} from {' '.join(command)}")
        self.user = usage.ru_utime


def peak_memory(command):
    """The most memory (bytes) that the command has had resident when it writes its output.

    The rusage of a child would count this Python, which it was a copy of.  So its output goes to a pipe that is full
    already: it stops there, and /proc tells.  The command must not write much before its end."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        while True:
            os.write(writer, bytes(512))
    except BlockingIOError:
        os.set_blocking(writer, True)
    process = subprocess.Popen(command, stdout=writer, stdin=subprocess.DEVNULL)
    os.close(writer)
    asleep = 0
    while asleep < 3:
        time.sleep(0.01)
        with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
            status = dict(line.split(":", 1) for line in file)
        asleep = asleep + 1 if status["State"].split()[0] == "S" else 0
        if "VmHWM" not in status:
            sys.exit(f"bench: no output from {' '.join(command)}")
    peak = int(status["VmHWM"].split()[0]) * 1024
    while os.read(reader, 65536):
        pass
    os.close(reader)
    process.wait()
    return peak


def least_user(command, times):
    return min(Run(command).user for _ in range(times))


def expected_output(workload, numbers):
    """What the script prints, worked out without it."""
    if workload.name[:2] in ("W1", "W2"):
        return str(product(numbers))
    if workload.name == "W3":
        return f"{numbers['CHILDREN']} {numbers['CHILDREN'] - 1}"
    if workload.name == "W4":
        return str(sum(range(numbers["ITEMS"])))
    return str(sum(i * i % 7 for i in range(numbers["N"])))


def scaled(numbers, factor):
    """The same with the last number divided."""
    result = dict(numbers)
    last = list(result)[-1]
    result[last] = max(result[last] // factor, 1)
    return result


def measure(workload, options, startup):
    program = options.program
    ours = scaled(workload.ours, 10) if options.quick else workload.ours
    theirs = scaled(workload.theirs, 10) if options.quick else workload.theirs
    columns = {"off": [], "on": [], "cpython": []}
    commands = {
        "off": (loopscope(program, workload.script, ours), ours, startup["loopscope"]),
        "on": (loopscope(program, workload.script, ours, TRACED), ours, startup["loopscope"]),
        "cpython": (cpython(workload.script, theirs), theirs, startup["cpython"]),
    }
    wanted = {key: expected_output(workload, numbers) for key, (_, numbers, _) in commands.items()}
    for _ in range(options.rounds):
        for key, (command, numbers, base) in commands.items():
            run = Run(command)
            if run.output.strip() != wanted[key]:
                sys.exit(f"bench: {workload.name} ({key}) prints {run.output.strip()!r}, not {wanted[key]!r}")
            nanoseconds = max(run.user - base, 1e-6) * 1e9 / workload.operations(numbers)
            columns[key].append(nanoseconds)
    result = {"name": workload.name, "operation": workload.what}
    for key, values in columns.items():
        median = statistics.median(values)
        result[key] = {"ns": median, "spread": (max(values) - min(values)) / median}
    for key, budget in (("off", workload.budget_off), ("on", workload.budget_on)):
        ratios = [theirs / ours for theirs, ours in zip(columns["cpython"], columns[key])]
        ratio = statistics.median(ratios)
        result[key].update(ratio=ratio, budget=budget, met=ratio >= budget)
    return result


def print_row(result):
    for key, label in (("off", "trace off"), ("on", "trace on")):
        figures = result[key]
        spread = f"±{figures['spread'] * 50:.0f} %"
        print(f"{result['name'] if key == 'off' else '':4} {label:10} {figures['ns']:9.1f} {spread:>7}"
              f" {result['cpython']['ns']:10.0f} {figures['ratio']:8.1f}× {figures['budget']:7g}×"
              f"   {'met' if figures['met'] else 'MISSED'}", flush=True)


# ---- memory, start-up --------------------------------------------------------------------------------------------------


SMALL = """import asyncio


async def fetch(name, seconds):
    await asyncio.sleep(seconds)
    return name


async def main():
    print(await asyncio.gather(fetch("a", 1), fetch("b", 2), fetch("c", 0.5)))


asyncio.run(main())
"""


def measure_memory(options):
    """(name, value, budget, unit) of each."""
    program, script = options.program, os.path.join(HERE, "w1_sleepers.py")
    coroutines = 100000 if options.quick else 1000000
    numbers = {"COROUTINES": coroutines, "SLEEPS": 2}
    with tempfile.TemporaryDirectory() as folder:
        small = os.path.join(folder, "small.py")
        with open(small, "w", encoding="utf-8") as file:
            file.write(SMALL)
        base = min(peak_memory([program, "run", small]) for _ in range(3))
        suspended = (peak_memory(loopscope(program, script, numbers)) - base) / coroutines
        starts = sorted(Run([program, "run", small]).elapsed for _ in range(options.rounds * 10))
    yields = os.path.join(HERE, "w2_yields.py")
    steps = {"COROUTINES": 10, "STEPS": 50000}
    plain = peak_memory(loopscope(program, yields, steps))
    traced = peak_memory(loopscope(program, yields, steps, TRACED))
    events = events_of(program, yields, steps)
    return [
        {"name": "a suspended coroutine, with task and timer", "value": suspended, "budget": 256, "unit": "bytes"},
        {"name": "a recorded event", "value": (traced - plain) / events, "budget": 32.5, "unit": "bytes"},
        {"name": "resident, a small scenario", "value": base / 1048576, "budget": 4, "unit": "MB"},
        {"name": "start to exit, median", "value": statistics.median(starts) * 1000, "budget": 5, "unit": "ms"},
        {"name": "start to exit, least", "value": starts[0] * 1000, "budget": 5, "unit": "ms"},
    ]


def events_of(program, script, numbers):
    """How many scheduling events a run records, as --stats says."""
    command = loopscope(program, script, numbers, ["--stats", *TRACED])
    text = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    for line in text.splitlines():
        words = line.split()
        if len(words) == 2 and words[0] == "events":
            return int(words[1])
    sys.exit(f"bench: --stats says nothing of events:\n{text}")


def is_met(figure):
    if figure["budget"] is None:
        return True
    return figure["value"] >= figure["budget"] if figure.get("least") else figure["value"] <= figure["budget"]


def print_memory(figure):
    line = f"{figure['name']:45} {figure['value']:8.3g} {figure['unit']:10}"
    if figure["budget"] is not None:
        bound = "at least" if figure.get("least") else "budget"
        line += f" ({bound} {figure['budget']:g})   {'met' if is_met(figure) else 'MISSED'}"
    print(line, flush=True)


# ---- trace files, the model, the screen ------------------------------------------------------------------------------------


def measure_trace(options):
    """What bench_trace says of a run of ten million events."""
    bench = os.path.join(os.environ.get("BUILD", "build"), "tests/bench/bench_trace")
    events = "1000000" if options.quick else "10000000"
    with tempfile.TemporaryDirectory() as folder:
        command = [bench, os.path.join(HERE, "w1_sleepers.py"), events, folder]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    figures = []
    for line in text.splitlines():
        name, value, budget, unit = line.split("\t")
        least = budget.startswith(">")
        number = None if budget == "-" else float(budget.lstrip(">"))
        figures.append({"name": name, "value": float(value), "budget": number, "least": least, "unit": unit})
    return figures


# ---- the program in a terminal ---------------------------------------------------------------------------------------------


class Terminal:
    """The program on a pseudo-terminal of 80 by 24."""

    def __init__(self, command):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.begun = time.perf_counter()
        self.process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
                                        env=dict(os.environ, TERM="xterm-256color", LC_ALL="C.UTF-8"))
        os.close(slave)

    def read_until(self, wanted, seconds=5.0):
        """What comes until it holds the bytes, or until the time is up."""
        data, end = b"", time.perf_counter() + seconds
        while time.perf_counter() < end and (wanted is None or wanted not in data):
            if select.select([self.master], [], [], max(end - time.perf_counter(), 0))[0]:
                data += os.read(self.master, 65536)
        return data

    def user(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.master)


def measure_terminal(options):
    """Start to the first frame; bytes that a step sends; processor time while paused."""
    with tempfile.TemporaryDirectory() as folder:
        small = os.path.join(folder, "small.py")
        with open(small, "w", encoding="utf-8") as file:
            file.write(SMALL)
        starts = []
        for _ in range(5):
            terminal = Terminal([options.program, small])
            terminal.read_until(b"small.py")
            starts.append(time.perf_counter() - terminal.begun)
            terminal.close()
        terminal = Terminal([options.program, small])
        terminal.read_until(None, 0.5)
        sizes = []
        for _ in range(40):
            os.write(terminal.master, b"\x1b[C")
            sizes.append(len(terminal.read_until(None, 0.05)))
        before = terminal.user()
        terminal.read_until(None, 2.0)
        idle = terminal.user() - before
        terminal.close()
    return [
        {"name": "start to the first frame, median", "value": statistics.median(starts) * 1000, "budget": 30, "unit": "ms"},
        {"name": "a step sends, median", "value": statistics.median(sizes), "budget": 2048, "unit": "bytes"},
        {"name": "a step sends, most", "value": max(sizes), "budget": 2048, "unit": "bytes"},
        {"name": "processor time in two seconds of pause", "value": idle, "budget": 0, "unit": "s"},
    ]


def main():
    parser = argparse.ArgumentParser(description="Measures loopscope against CPython on this machine.")
    parser.add_argument("--quick", action="store_true", help="a tenth of the operations, two rounds: for a first look")
    parser.add_argument("--rounds", type=int, help="rounds of each workload (5; 2 with --quick)")
    parser.add_argument("--only", help="names of workloads, separated by commas")
    parser.add_argument("--json", metavar="FILE", help="write the figures there, too (-: to standard output, alone)")
    parser.add_argument("--program", default=os.environ.get("LOOPSCOPE", "build/loopscope"))
    options = parser.parse_args()
    options.rounds = options.rounds or (2 if options.quick else 5)
    if options.json == "-":
        printed, sys.stdout = sys.stdout, sys.stderr
    wanted = options.only.split(",") if options.only else [workload.name for workload in WORKLOADS]

    with tempfile.TemporaryDirectory() as folder:
        nothing = os.path.join(folder, "nothing.py")
        with open(nothing, "w", encoding="utf-8") as file:
            file.write("import asyncio\n")
        startup = {"loopscope": least_user([options.program, "run", nothing], 3),
                   "cpython": least_user(cpython(nothing, {}), 3)}

    print(f"{'':15} {'ns/op':>9} {'spread':>7} {'CPython ns':>10} {'ratio':>9} {'budget':>8}")
    results = []
    for workload in WORKLOADS:
        if workload.name in wanted:
            results.append(measure(workload, options, startup))
            print_row(results[-1])
    memory = []
    if not options.only:
        print()
        for measured in (measure_memory, measure_trace, measure_terminal):
            for figure in measured(options):
                print_memory(figure)
                memory.append(figure)
    missed = [f"{r['name']} trace {key}" for r in results for key in ("off", "on") if not r[key]["met"]]
    missed += [figure["name"] for figure in memory if not is_met(figure)]
    print("\nall budgets are met" if not missed else f"\nmissed: {'; '.join(missed)}")
    report = {"workloads": results, "memory": memory, "missed": missed}
    if options.json == "-":
        json.dump(report, printed, indent=1)
        print(file=printed)
    elif options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(report, file, indent=1)


if __name__ == "__main__":
    main()
