#!/usr/bin/env python3
"""Compares what the simulated machine says with what was measured on a real one (table.txt).

    tests/reality/reality.py [--binary build/loopscope] [--only TEXT] [--table FILE]

Prints a line for each row: measured, simulated (the mean over the seeds), tolerance, verdict; then, for rows of one
name, whether what was measured as clearly more (by 15 %) is simulated as more, too. The status is 1 when a row
is out of its tolerance.
"""
import argparse
import concurrent.futures
import os
import re
import shlex
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Row:
    def __init__(self, section, line):
        columns = [part.strip() for part in line.split("|")]
        if len(columns) != 6:
            sys.exit("this row has %d columns, not 6: %s" % (len(columns), line))
        self.section, self.name = section, columns[0]
        self.command = shlex.split(columns[1])
        self.figure = re.compile(re.escape(columns[2]) + r"\s*([0-9.]+)")
        numbers = [float(number) for number in columns[3].split()]
        self.low, self.high = numbers[0], numbers[-1]
        self.measured = columns[3].replace(" ", " to ")
        self.tolerance = columns[4]
        percent, _, least = columns[4].partition(" or ")
        fraction, least = float(percent.rstrip("%")) / 100, float(least or 0)
        self.noise = max(least, 2e-3)
        self.from_ = self.low - max(self.low * fraction, least)
        self.to = self.high + max(self.high * fraction, least)
        self.seeds = int(columns[5])
        self.simulated, self.problem = None, ""

    def run(self, binary):
        """The mean of the figure over the seeds."""
        total = 0.0
        for seed in range(1, self.seeds + 1):
            done = subprocess.run([binary, "run", "--seed", str(seed), *self.command], cwd=ROOT,
                                  capture_output=True, encoding="utf-8")
            found = self.figure.search(done.stdout)
            if done.returncode != 0 or not found:
                last = (done.stderr.strip() or done.stdout.strip() or "no output").split("\n")[-1]
                self.problem = "seed %d: %s" % (seed, last)
                return self
            total += float(found.group(1))
        self.simulated = total / self.seeds
        return self

    def good(self):
        return self.simulated is not None and self.from_ <= self.simulated <= self.to

    def what(self):
        """The command without what all rows of a name share."""
        target, *options = self.command
        entry = target.partition(":")[2] or os.path.basename(target)
        return " ".join([entry] + [option for option in options if option != "--set"])


def read(path):
    rows, section = [], ""
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.rstrip("\n")
            if line.startswith("["):
                section = line.strip("[]")
            elif line.strip() and not line.startswith("#"):
                rows.append(Row(section, line))
    return rows


def order_problems(rows):
    """Pairs of rows of one name that are simulated the other way round."""
    found = []
    for i, a in enumerate(rows):
        for b in rows[i + 1:]:
            if a.name != b.name or None in (a.simulated, b.simulated):
                continue
            less, more = (a, b) if a.low < b.low else (b, a)
            clearly = less.high * 1.15 < more.low and more.low - less.high > max(a.noise, b.noise)
            if clearly and less.simulated > more.simulated:
                found.append("%s: %s is simulated as more than %s" % (a.name, less.what(), more.what()))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--binary", default=os.environ.get("LOOPSCOPE", os.path.join(ROOT, "build", "loopscope")))
    parser.add_argument("--table", default=os.path.join(ROOT, "tests", "reality", "table.txt"))
    parser.add_argument("--only", default="", help="rows whose section, name or command contains this")
    arguments = parser.parse_args()
    rows = [row for row in read(arguments.table)
            if arguments.only in " ".join([row.section, row.name, *row.command])]
    binary = os.path.abspath(arguments.binary)
    section = None
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for row in pool.map(lambda row: row.run(binary), rows):
            if row.section != section:
                section = row.section
                print(f"\n{section}\n{'row':36s} {'how':44s} {'measured':>14s} {'simulated':>10s}  {'accepted':10s}")
            simulated = "-" if row.simulated is None else "%.4g" % row.simulated
            verdict = "ok" if row.good() else row.problem or "OUT"
            print(f"{row.name:36s} {row.what():44.44s} {row.measured:>14s} {simulated:>10s}  {row.tolerance:10s} {verdict}",
                  flush=True)
    wrong_order = order_problems(rows)
    print()
    for problem in wrong_order:
        print("order:", problem)
    good = sum(row.good() for row in rows)
    print(f"{good} of {len(rows)} rows within tolerance; " +
          (f"{len(wrong_order)} pairs in another order" if wrong_order else "all in the order measured"))
    return 0 if good == len(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
