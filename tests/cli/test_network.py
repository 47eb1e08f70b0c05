#!/usr/bin/env python3
"""What __scenario__["network"] may say, --strict-network, the note about what was assumed, and what a trace tells."""

import json
import os
import subprocess
import sys
import tempfile

PROGRAM = os.environ.get("LOOPSCOPE") or os.path.abspath("build/loopscope")
passed = failed = 0

CLIENT = """
import asyncio
import httpx
async def main():
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=1)) as client:
        try:
            print(*await asyncio.gather(*(client.get("https://api.example.com/users") for _ in range(2))))
        except httpx.ConnectError as error:
            print(repr(error))
asyncio.run(main())
"""


def check(what, holds, detail=""):
    global passed, failed
    if holds:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {what}: {detail}")


def run(text, *arguments):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "script.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return subprocess.run([PROGRAM, *arguments[:1], path, *arguments[1:]], capture_output=True, text=True,
                              timeout=60, check=False)


def assumptions():
    result = run(CLIENT, "run")
    check("assumed: answer", result.stdout == "<Response [200 OK]> <Response [200 OK]>\n", result.stdout)
    check("assumed: note", result.stderr.startswith("loopscope: note: api.example.com: not declared"), result.stderr)
    check("assumed: one note", result.stderr.count("\n") == 1 and "100 ms" in result.stderr, result.stderr)
    result = run(CLIENT, "run", "--strict-network")
    check("strict: error", result.stdout == "ConnectError('[Errno -2] Name or service not known')\n", result.stdout)
    check("strict: note", "--strict-network" in result.stderr, result.stderr)
    declared = '__scenario__ = {"network": {"api.example.com": {}}}\n' + CLIENT
    result = run(declared, "run", "--strict-network")
    check("declared: no note", (result.stdout, result.stderr) == ("<Response [200 OK]> <Response [200 OK]>\n", ""),
          result.stderr)
    result = run(CLIENT + "raise ValueError('at the end')\n", "run")
    lines = result.stderr.splitlines()
    check("the note comes before a traceback", lines[0].startswith("loopscope: note:") and
          lines[-1] == "ValueError: at the end", result.stderr)
    slow = ('__scenario__ = {"network": {"api.example.com": {"latency": "1s"}}}\n' + CLIENT).replace(
        "asyncio.run(main())", "import time\nasyncio.run(main())\nprint(time.perf_counter())")
    result = run(slow, "run", "--set", "network.api.example.com.latency=2s")
    check("--set of a latency", result.stdout.endswith("\n6.0\n"), result.stdout + result.stderr)


def refused():
    for literal, message in (
            ('{"network": 1}', "'network' must be a dict of hosts"),
            ('{"network": {"a": 1}}', "'description' of network host 'a' must be a dict"),
            ('{"network": {"a": {"latancy": 1}}}', "latancy"),
            ('{"network": {"a": {"latency": "5 parsecs"}}}', "'latency' of network host 'a' must be a duration"),
            ('{"network": {"a": {"latency": -1}}}', "must be a duration"),
            ('{"network": {"a": {"jitter": None}}}', "'jitter' of network host 'a' must be a duration"),
            ('{"network": {"a": {"bandwidth": "fast"}}}', "must be a rate"),
            ('{"network": {"a": {"failure": 2}}}', "must be a share from 0 to 1"),
            ('{"network": {"a": {"timeout": "1s"}}}', "must be a share from 0 to 1"),
            ('{"network": {"a": {"distribution": "even"}}}', 'must be "uniform", "normal" or "exponential"'),
            ('{"network": {"a": {"down": 1}}}', "must be True or False"),
            ('{"network": {"a": {"routes": []}}}', "must be a dict"),
            ('{"network": {"a": {"routes": {"users": 1}}}}', "must be made of paths"),
            ('{"network": {"a": {"routes": {"/": {"status": 99}}}}}', "'status' of network host 'a' must be an int"),
            ('{"network": {"a": {"routes": {"/": {"text": 1}}}}}', "must be a string"),
            ('{"network": {"a": {"routes": {"/": {"headers": {"a": 1}}}}}}', "must be a dict of strings"),
            ('{"network": {"a": {"answers": 1}}}', "must be a dict")):
        result = run(f"__scenario__ = {literal}\nprint('never')\n", "run")
        check(literal, result.returncode == 2 and message in result.stderr and result.stdout == "", result.stderr)
    result = run("import _network\n", "run")
    check("the private module", result.returncode == 2 and "'_network' cannot be imported" in result.stderr,
          result.stderr)


def recorded():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "run.json")
        run(CLIENT, "record", "-o", path)
        with open(path, encoding="utf-8") as file:
            events = json.load(file)
        again = subprocess.run([PROGRAM, "compare", "--text", path, path], capture_output=True, text=True)
        check("can be read back", again.returncode == 0, again.stderr)
    names = [event["name"] for event in events if "e" in event.get("args", {})]
    strings = [event["args"].get("s") for event in events if event["name"] == "loopscope string"]
    check("requests", names.count("request") == 2 and names.count("request end") == 2, names)
    check("one connection for both", names.count("connection") == 1 and names.count("connection end") == 1, names)
    check("labels", "GET api.example.com/users" in strings and "api.example.com:443" in strings, strings)
    check("a pool", any(text and text.startswith("httpx pool") for text in strings), strings)
    check("the note", "note" in names, names)
    waits = [event["args"]["e"] for event in events if event["name"] == "wait" and event.get("ph") == "B"]
    kinds = {columns[3] for columns in waits}
    check("waits for the network and for the pool", {19, 20} <= kinds, kinds)


assumptions()
refused()
recorded()
print(f"{passed} passed, {failed} failed")
sys.exit(failed != 0)
