#!/usr/bin/env python3
"""The command line as a contract: every command and option, every error path, as a caller sees them.

ACCEPT_SCREENS=1 writes docs/LANGUAGE.md and the keys in README.md anew.
"""

import gzip
import json
import os
import pty
import signal
import stat
import subprocess
import sys
import tempfile
import time

PROGRAM = os.environ.get("LOOPSCOPE") or os.path.abspath("build/loopscope")
ROOT = os.getcwd()
ENVIRONMENT = dict(os.environ, LC_ALL="C.UTF-8", TERM="xterm-256color")
passed = failed = 0

SCRIPTS = {
    "good.py": 'import asyncio\nN = 2\n__scenario__ = {"seed": 7, "compare": ["slow", "main"]}\n\n'
    "async def main():\n    await asyncio.gather(*(asyncio.sleep(1) for _ in range(N)))\n    print('done', N)\n\n"
    "async def slow():\n    for _ in range(N):\n        await asyncio.sleep(1)\n\n"
    "if __name__ == '__main__':\n    asyncio.run(main())\n",
    "plain.py": "print('plain')\n",
    "sleepers.py": "import asyncio\nasync def sleeper(n):\n    while True:\n        await asyncio.sleep(n)\n"
    "async def main():\n    await asyncio.gather(*(sleeper(n) for n in range(1, 50)))\nasyncio.run(main())\n",
    "short.py": "import asyncio, time\nN = 1\nasync def main():\n    begun = time.perf_counter()\n"
    "    await asyncio.gather(*(asyncio.sleep(0.01) for _ in range(N)))\n    print('slept', N)\n"
    "    print(f'took {time.perf_counter() - begun:.6f} s')\ndef other():\n    print('other')\n"
    "if __name__ == '__main__':\n    asyncio.run(main())\n",
    "differs.py": "import time\nprint('one')\nprint('simulated' if time.time() % 1 == 0 else 'real')\n",
    "syntax.py": "print('never')\nx = (1 +\n",
    "construct.py": "from math import *\n",
    "module.py": "import subprocess\n",
    "typo.py": "import asynco\n",
    "name.py": "from asyncio import TaskGroop\n",
    "attribute.py": "import asyncio\nasyncio.runn(None)\n",
    "guarded.py": "try:\n    import uvloop\nexcept ImportError as error:\n    print(type(error).__name__, error)\n",
    "builtin.py": "open('x')\n",
    "raises.py": "print('before')\ndef f():\n    raise ValueError('broke')\nf()\n",
    "deadlock.py": "import asyncio\nasync def inner(event):\n    await event.wait()\nasync def main():\n"
    "    task = asyncio.create_task(inner(asyncio.Event()), name='waiter')\n    await task\nasyncio.run(main())\n",
    "thread_deadlock.py": "import asyncio\ndef work(loop, event):\n"
    "    asyncio.run_coroutine_threadsafe(event.wait(), loop).result()\nasync def main():\n"
    "    await asyncio.to_thread(work, asyncio.get_running_loop(), asyncio.Event())\nasyncio.run(main())\n",
    "endless.py": "def spin():\n    while True:\n        pass\nspin()\n",
    "spinning_loop.py": "import asyncio\nasync def main():\n    while True:\n        await asyncio.sleep(0)\nasyncio.run(main())\n",
    "recursion.py": "def f(n):\n    return f(n + 1)\nf(0)\n",
    "memory.py": "def grow():\n    kept = []\n    while True:\n        kept.append('x' * 100000)\ngrow()\n",
    "output.py": "def shout():\n    while True:\n        print('x' * 1000)\nshout()\n",
    "big.py": "for i in range(20000):\n    print(i, 'y' * 50)\n",
    "settings.py": 'N = 1\nNAME = "a"\n__scenario__ = {"machine": {"cores": 2}}\nprint(N, NAME)\n',
    "key.py": '__scenario__ = {"sed": 7}\n',
    "value.py": '__scenario__ = {"seed": "x"}\n',
    "busy.py": "import time\nbegun = time.perf_counter()\nfor i in range(100000): pass\n"
    "print(time.perf_counter() - begun, time.process_time())\n",
    "costed.py": '__scenario__ = {"machine": {"cost": "cpython311", "cores": 3}}\nimport time\n'
    "for i in range(100): pass\nprint(time.perf_counter() > 0)\n",
    "killed.py": "import os, signal\nprint('before')\nos.kill(os.getpid(), signal.SIGTERM)\nprint('after')\n",
    "interrupted.py": "import signal\nsignal.raise_signal(signal.SIGINT)\n",
    "renewed.py": "import multiprocessing, os\ndef die(): os._exit(3)\n"
    "with multiprocessing.Pool(2, die) as pool:\n    pool.map(abs, [1])\n",
    "websocket.py": "from fastapi import FastAPI, WebSocket\n",
    "docs.py": "from fastapi import FastAPI\nfrom fastapi.testclient import TestClient\napp = FastAPI()\n"
    "print(TestClient(app).get('/docs').status_code, [route.path for route in app.routes])\n",
    "entry.py": '__scenario__ = {"compare": ["a", "b"]}\ndef a(): pass\n',
}


def check(name, condition, detail=""):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print(f"FAILED: {name}\n    {detail}")


def run(*arguments, **options):
    options.setdefault("env", ENVIRONMENT)
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, timeout=120, stdin=subprocess.DEVNULL, **options)
    done.out, done.err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    return done


def expect(name, arguments, status, *, out=None, err=(), lines=None, **options):
    """Runs it: exit status, stdout (text, or None for anything), words of stderr, number of lines there."""
    done = run(*arguments.split(), **options)
    detail = f"{arguments}: status {done.returncode}\n    out: {done.out[:300]!r}\n    err: {done.err[:800]!r}"
    good = done.returncode == status and (out is None or done.out == out)
    good = good and all(word in done.err for word in ([err] if isinstance(err, str) else err))
    good = good and (lines is None or len(done.err.splitlines()) == lines)
    check(name, good, detail)
    return done


def usage():
    """Bad usage: status 2, one line, nothing on stdout."""
    for arguments, words in [
        ("nonsense", "there is no command or file named 'nonsense'"),
        ("run", "usage: loopscope run FILE.py[:ENTRY]"),
        ("run plain.py more", "too many arguments"),
        ("run plain.py --nonsense", "unknown option '--nonsense'"),
        ("run plain.py -o x", "unknown option '-o'"),
        ("run plain.py --seed", "--seed wants a value"),
        ("run plain.py --seed x", "--seed wants a whole number"),
        ("run plain.py --seed 1.5", "--seed wants a whole number"),
        ("run plain.py --max-events 0", "--max-events wants a number from 1"),
        ("run plain.py --max-events -3", "--max-events wants a number from 1"),
        ("run plain.py --max-instructions x", "--max-instructions wants a number from 1"),
        ("run plain.py --max-memory 1Z", "--max-memory wants a number of bytes"),
        ("run plain.py --max-memory 0", "--max-memory wants a number of bytes"),
        ("run plain.py --max-output -1", "--max-output wants a number of bytes"),
        ("run plain.py --cost pypy", "zero or cpython311"),
        ("run plain.py --cost cheap", "--cost is zero or cpython311"),
        ("run plain.py --set N", "--set wants NAME=VALUE"),
        ("record plain.py", "usage: loopscope record FILE.py -o FILE.json"),
        ("compare plain.py", "two are wanted"),
        ("list --seed 1", "it takes no options"),
        ("keys more", "too many arguments"),
        ("run missing.py", "missing.py"),
        ("run directory", "directory"),
        ("run directory.py", "directory.py"),
        ("run good.py:nobody", "there is no function named 'nobody'; there are: main, slow"),
        ("record missing.py -o t.json", "missing.py"),
        ("record plain.py -o no/such/t.json", "no/such/t.json"),
        ("view missing.json", "missing.json"),
        ("view plain.py", "plain.py is a script, not a recording; loopscope plain.py shows it"),
        ("compare missing.json plain.py --text", "missing.json"),
    ]:
        expect(arguments, arguments, 2, out="", err=words, lines=1)
    for command in "lint export diff stats tour".split():
        expect(command, f"{command} plain.py", 2, out="", err="is not there yet", lines=1)
    check("nothing was written", not os.path.exists("t.json") and not os.path.exists("no"))


def sweep():
    """One script under many settings."""
    done = run("sweep", "good.py:main", "--set", "N=1,2", "--csv", "--metric", "tasks", "--seed", "1..2")
    check("sweep --csv", done.out == "N,seed,tasks,status\n1,1,2,0\n1,2,2,0\n2,1,3,0\n2,2,3,0\n", done.out + done.err)
    done = run("sweep", "good.py:slow", "--set", "N=1..3")
    check("a table and a curve", done.out.startswith("elapsed (s)\nN  elapsed\n1        1\n2        2\n3        3\n") and
          "┤" in done.out, done.out + done.err)
    done = run("sweep", "good.py:slow", "--set", "N=1..3", env=dict(ENVIRONMENT, LC_ALL="C"))
    check("a curve in ASCII", "┤" not in done.out and " + " in done.out and done.out.isascii(), done.out)
    parts = [run("sweep", "good.py", "--set", "N=1..5", "--csv", "--shard", f"{k}/2").out.splitlines() for k in (1, 2)]
    whole = run("sweep", "good.py", "--set", "N=1..5", "--csv").out.splitlines()
    check("shards make the whole", sorted(parts[0][1:] + parts[1][1:]) == whole[1:], parts)
    done = run("sweep", "good.py:main", "--set", "N=1,x")
    check("a failing run is told", done.returncode == 1 and "1 of 2 runs failed; the first, with N=x" in done.err and
          "TypeError" in done.err, done.err)
    expect("no such number", "sweep plain.py --metric took", 1, err="printed no number behind the word 'took'", lines=1)
    for arguments, words in [
        ("sweep", "usage: loopscope sweep FILE.py"),
        ("sweep missing.py", "missing.py"),
        ("sweep good.py --set N=5..1", "a range is FROM..TO"),
        ("sweep good.py --set N=1,,2", "a value is missing"),
        ("sweep good.py --set N=1 --set N=2", "N is set twice"),
        ("sweep good.py --seed 1..x", "a range is FROM..TO"),
        ("sweep good.py --seed 1.5", "--seed wants whole numbers"),
        ("sweep good.py --shard 3/2", "--shard wants K/N"),
        ("sweep good.py --shard 0/2", "--shard wants K/N"),
        ("sweep good.py --shard x", "--shard wants K/N"),
        ("sweep good.py:nobody", "no function named 'nobody'"),
    ]:
        expect(arguments, arguments, 2, out="", err=words, lines=1)
    expect("sweep of an unknown name", "sweep good.py --set M=1,2", 2, out="", err=["'M'", "known names: N"])
    expect("sweep of what is refused", "sweep module.py", 2, out="", err="module.py:1:8: ")


def verify():
    """Simulated and for real, side by side: with a python3 of the test's own, that does what it is told."""
    expect("verify asks", "verify short.py", 2, out="", err="--yes says that you want that", lines=1)
    expect("verify of what is refused", "verify --yes module.py", 2, out="", err="module.py:1:8: ")
    nobody = dict(ENVIRONMENT, PATH="/nonexistent")
    expect("no python3", "verify --yes short.py", 1, out="", err="python3 could not be started", lines=1, env=nobody)
    done = run("verify", "--yes", "short.py", "--set", "N=3")
    check("verify", done.returncode == 0 and "exit status" in done.out and done.out.endswith(
          "\nThe same lines in the same order; numbers differ in 1 of them.\n"), done.out + done.err)
    expect("verify of what never ends", "verify --yes deadlock.py", 1, out="", err="the simulated run was stopped")
    expect("verify of what fails", "verify --yes raises.py", 0, err='File "raises.py", line 4, in <module>')
    done = run("verify", "--yes", "settings.py", "--set", "NAME=b-c", "--set", "machine.cores=4")
    check("verify with settings", done.returncode == 0 and "\nThe same lines in the same order.\n" in done.out, done.out + done.err)
    done = run("verify", "--yes", "short.py:other")
    check("verify of an entry", done.returncode == 0 and "\nThe same lines in the same order.\n" in done.out, done.out + done.err)
    done = run("verify", "--yes", "differs.py")
    check("verify tells a difference", done.returncode == 1 and "differ from line 2 on:\n  simulated  simulated\n  python     real\n"
          in done.out, done.out + done.err)
    done = run("verify", "--yes", "short.py", env=dict(ENVIRONMENT, PATH=os.path.abspath("lacking")))
    check("missing packages are named", done.returncode == 1 and "lacks what the scenario needs: fastapi, uvicorn;" in done.err,
          done.err)
    master, slave = pty.openpty()
    asked = subprocess.Popen([PROGRAM, "verify", "short.py"], stdin=slave, stderr=slave, stdout=subprocess.PIPE, env=ENVIRONMENT)
    os.write(master, b"n\n")
    out = asked.communicate(timeout=60)[0]
    os.close(slave)
    text = ""
    try:
        while chunk := os.read(master, 4096).decode("utf-8", "replace"):
            text += chunk
    except OSError:  # nobody has the other end any more
        pass
    os.close(master)
    check("verify takes no for an answer", asked.returncode == 1 and out == b"" and "for real, with python3" in text and
          "nothing was executed" in text, text)


def refused():
    for name, words in [
        ("syntax.py", ["syntax.py:2:5: ", "    2 | x = (1 +\n", "^"]),
        ("construct.py", ["construct.py:1:", "^", "hint: name what you need"]),
        ("module.py", ["module.py:1:8: ", "import subprocess", "^^^^^^^^^^", "hint: a script cannot start programs"]),
        ("typo.py", ["typo.py:1:8: ", "did you mean 'asyncio'?"]),
        ("name.py", ["name.py:1:21: ", "has no name 'TaskGroop'", "did you mean 'TaskGroup'?"]),
        ("attribute.py", ["attribute.py:2:1: ", "module 'asyncio' has no name 'runn'", "did you mean 'run'?"]),
        ("builtin.py", ["builtin.py:1:1: ", "'open'", "^^^^"]),
        ("key.py", ["key.py:1:17: ", "sed", "seed"]),
        ("value.py", ["value.py:1:25: ", "'seed' must be an int"]),
        ("entry.py", ["entry.py:1:", "no such function", "a"]),
        ("binary.py", ["binary.py"]),
    ]:
        expect(f"refused: {name}", f"run {name}", 2, out="", err=words)
        expect(f"not recorded: {name}", f"record {name} -o refused.json", 2, out="", err=words[0])
    check("refused: nothing was written", not os.path.exists("refused.json"))
    expect("guarded import", "run guarded.py", 0, out="ModuleNotFoundError No module named 'uvloop'\n")
    expect("empty file", "run empty.py", 0, out="")
    if os.getuid() != 0:
        os.chmod("plain.py", 0)
        expect("unreadable", "run plain.py", 2, out="", lines=1)
        os.chmod("plain.py", stat.S_IRUSR | stat.S_IWUSR)


def costs():
    """With a cost model computing takes virtual time; without, and with the same seed, everything is the same."""
    expect("computing is free", "run busy.py", 0, out="0.0 0.0\n")
    done = run("run", "busy.py", "--cost", "cpython311")
    elapsed, cpu = (float(word) for word in done.out.split())
    check("computing costs", 2e-3 < elapsed < 8e-3 and 0 < cpu - elapsed < 1e-3, done.out)
    check("the same twice", run("run", "busy.py", "--cost", "cpython311").out == done.out)
    expect("the model of the scenario", "run costed.py", 0, out="True\n")
    expect("the option goes first", "run costed.py --cost zero", 0, out="False\n")
    expect("no such model", "run costed.py --set machine.cost=fast", 2, err='must be "zero" or "cpython311"')
    expect("no such interval", "run costed.py --set machine.switch_interval=0", 2, err="must be seconds")
    expect("the model is recorded", "record costed.py -o costed.json", 0)
    with open("costed.json", encoding="utf-8") as file:
        text = file.read()
    check("metadata tell the machine", all(f'"key":"{key}","s":"{value}"' in text for key, value in
                                           [("cost", "cpython311"), ("cores", "3"), ("gil", "yes")]))


def settings():
    expect("--set a number", "run settings.py --set N=41", 0, out="41 a\n")
    expect("--set a literal", "run settings.py --set N=[1,'x']", 0, out="[1, 'x'] a\n")
    expect("--set else a string", "run settings.py --set NAME=b-c", 0, out="1 b-c\n")
    expect("--set=", "run settings.py --set=N=5", 0, out="5 a\n")
    expect("--set dotted", "run settings.py --set machine.cores=4", 0, out="1 a\n")
    expect("--set for any file", "run plain.py --set machine.cores=4 --set seed=3", 0, out="plain\n")
    expect("--set bad for any file", "run plain.py --set machine.cores=x", 2, out="", err="must be an int", lines=1)
    expect("--set a host", "run plain.py --set network.a.example.latency=1s", 0, out="plain\n")
    expect("--set serve without app", "run plain.py --set serve.workers=2", 2, out="", err="does not say which", lines=2)
    expect("--set unknown for any file", "run plain.py --set machine.core=4", 2, out="", err="machine.cores")
    expect("--set unknown", "run settings.py --set M=1", 2, out="", err=["M", "N", "NAME"])
    expect("--set unknown dotted", "run settings.py --set machine.nodes=4", 2, out="", err=["nodes", "machine.cores"])
    expect("--set bad value", "run settings.py --set machine.cores=x", 2, out="", err="must be")
    expect("--seed", "run good.py --seed -3", 0, out="done 2\n")


def ends():
    expect("run", "run good.py", 0, out="done 2\n", lines=0)
    expect("entry", "run good.py:slow", 0, out="", lines=0)
    expect("raises", "run raises.py", 1, out="before\n",
           err=['Traceback (most recent call last):\n  File "raises.py", line 4, in <module>\n    f()\n', "ValueError: broke\n"])
    for code, status, err in [("", 0, ""), ("0", 0, ""), ("3", 3, ""), ("None", 0, ""), ("True", 1, ""), ("'bye'", 1, "bye\n")]:
        with open("exit.py", "w", encoding="utf-8") as file:
            file.write(f"import sys\nprint('out')\nsys.exit({code})\n")
        done = expect(f"sys.exit({code})", "run exit.py", status, out="out\n")
        check(f"sys.exit({code}) stderr", done.err == err, repr(done.err))
    expect("a name that is lacking", "run websocket.py", 2, out="", err="web sockets are not simulated")
    expect("pages about an application", "run docs.py", 0, err="/docs is not simulated",
           out="404 ['/openapi.json', '/docs', '/docs/oauth2-redirect', '/redoc']\n")
    expect("killed by a signal of its own", "run killed.py", 128 + 15, out="before\n", err="", lines=0)
    expect("interrupted", "run interrupted.py", 130, out="", err="\nKeyboardInterrupt\n")
    expect("workers that all die at once", "run renewed.py", 3, out="", err=["200 workers of this pool have died", "deadlock"])
    expect("deadlock", "run deadlock.py", 3, out="",
           err=["deadlock at 0 s", "Task-1 in main (deadlock.py:6) waits for the task waiter", "waiter in inner (deadlock.py:3) waits for an event to be set (Event-1)"])
    expect("deadlock of threads", "run thread_deadlock.py", 3, out="", err=["deadlock", "thread 1 in work (thread_deadlock.py:3)"])
    expect("--max-events", "run spinning_loop.py --max-events 3000", 3, out="",
           err=["limit of 3000 events (--max-events", "spinning_loop.py:"])
    expect("--max-instructions", "run endless.py --max-instructions 1000000", 3, out="",
           err=["limit of 1000000 instructions (--max-instructions", "endless.py:2, in spin"])
    expect("--max-instructions, loop", "run spinning_loop.py --max-instructions 1000000", 3, err="spinning_loop.py:")
    expect("recursion", "run recursion.py", 1, out="", err=["[Previous line repeated", "\nRecursionError: maximum recursion depth"])
    expect("--max-memory", "run memory.py --max-memory 30M", 1, out="", err=["line 4, in grow", "\nMemoryError\n"])
    done = expect("--max-output", "run output.py --max-output 100K", 3, err=["limit of 102400 bytes of output", "output.py:3, in shout"])
    check("--max-output is kept", len(done.stdout) <= 102400)
    done = run("run", "big.py")
    check("big outputs", done.out == "".join(f"{i} {'y' * 50}\n" for i in range(20000)) and done.returncode == 0)
    expect("--stats", "run good.py --stats", 0, out="done 2\n", err="instructions ")


def streams():
    with open("/dev/full", "wb") as full:
        for arguments in (["run", "big.py"], ["run", "plain.py"], ["list"], ["keys"], ["language"], ["compare", "good.py", "--text"]):
            done = subprocess.run([PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, timeout=60, env=ENVIRONMENT)
            check(f"full device: {arguments}", done.returncode == 1 and b"standard output cannot be written\n" in done.stderr,
                  f"{done.returncode} {done.stderr!r}")
    expect("record to a full device", "record plain.py -o /dev/full", 2, out="", err="/dev/full", lines=1)
    piped = subprocess.run(f"'{PROGRAM}' run output.py | head -c 2000", shell=True, capture_output=True, timeout=60, check=False)
    check("a reader that goes away", len(piped.stdout) == 2000)
    child = subprocess.Popen([PROGRAM, "run", "endless.py"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(0.3)
    child.send_signal(signal.SIGINT)
    check("SIGINT", child.wait(timeout=20) in (-signal.SIGINT, 130), child.returncode)
    child.communicate()


def recordings():
    expect("record", "record good.py -o good.json", 0, out="", lines=0)
    with open("good.json", encoding="utf-8") as file:
        check("a recording is JSON", len(json.load(file)) > 10)
    expect("a run that is cut short is recorded", "record sleepers.py -o cut.json --max-events 3000", 3,
           err="stopped at the limit of 3000 events")
    expect("record again", "record good.py -o again.json", 0)
    with open("good.json", "rb") as one, open("again.json", "rb") as two:
        data = one.read()
        check("the same run, the same bytes", data == two.read())
    expect("record .json.gz", "record good.py:slow -o slow.json.gz", 0)
    check("compressed", gzip.open("slow.json.gz").read(1) == b"[")
    done = expect("compare recordings", "compare good.json slow.json.gz --text", 0, lines=0)
    check("compare: both times", "1 s" in done.out and "2 s" in done.out, done.out)
    done = expect("compare entries", "compare good.py:slow good.py:main --text", 0)
    again = expect("compare by __scenario__", "compare good.py --text", 0)
    check("the same table", done.out == again.out and "slow" in done.out, done.out + again.out)
    expect("record of a failure", "record raises.py -o raises.json", 1, out="", err="ValueError: broke")
    check("is written", os.path.getsize("raises.json") > 100)
    expect("record of a deadlock", "record deadlock.py -o deadlock.json", 3, out="", err="deadlock")
    expect("compare failures", "compare raises.json deadlock.json --text", 0)
    bad = {
        "truncated.json.gz": open("slow.json.gz", "rb").read()[:200],
        "foreign.json": b'[{"name": "x", "ph": "X", "ts": 1, "dur": 2, "pid": 1, "tid": 1}]\n',
        "object.json": b'{"a": 1}\n',
        "text.json": b"hello\n",
        "nothing.json": b"",
        "flipped.json": data.replace(b'"n":5', b'"n":9', 1) if b'"n":5' in data else data[:400] + b"\x80" + data[401:],
    }
    for name, content in bad.items():
        with open(name, "wb") as file:
            file.write(content)
        expect(f"view {name}", f"view {name}", 2, out="", err=name, lines=1)
        expect(f"compare {name}", f"compare good.json {name} --text", 2, out="", err=name)


def terminals():
    for term in ("dumb", None):
        environment = {key: value for key, value in ENVIRONMENT.items() if key != "TERM"}
        if term:
            environment["TERM"] = term
        expect(f"run with TERM={term}", "run plain.py", 0, out="plain\n", env=environment)
        for arguments in ([], ["plain.py"]):
            main, side = pty.openpty()
            done = subprocess.run([PROGRAM, *arguments], stdin=side, stdout=side, stderr=subprocess.PIPE, timeout=20, env=environment)
            os.close(main)
            os.close(side)
            check(f"screen with TERM={term} {arguments}", done.returncode in (1, 2) and done.stderr.count(b"\n") == 1,
                  f"{done.returncode} {done.stderr!r}")
    expect("screen without a terminal", "plain.py", 2, err="terminal", lines=1)


def replace_between(text, begin, end, middle):
    head, rest = text.split(begin)
    return head + begin + "\n" + middle + end + rest.split(end)[1]


def documents():
    for word in ("--help", "-h", "help"):
        done = expect(word, word, 0, lines=0)
        check(f"{word} names all", all(name in done.out for name in ("run ", "record ", "view ", "compare ", "list ", "--seed N",
              "--set NAME=VALUE", "--max-memory", "--stats", "-o FILE", "--text")))
    done = expect("help of a command", "record plain.py --seed 1 --help", 0, lines=0)
    check("its own options", "record FILE.py[:ENTRY] -o FILE" in done.out and "-o FILE  " in done.out and
          "--metric" not in done.out and "sweep" not in done.out, done.out)
    done = expect("help of one without options", "list -h", 0, lines=0)
    check("no options", "list the built-in" in done.out and "options" not in done.out, done.out)
    check("--help behind a file", run("plain.py", "--help").out == run("--help").out)
    check("--version", run("--version").out.startswith("loopscope "))
    os.chdir(ROOT)
    language, keys = run("language").out, run("keys").out
    readme = open("README.md", encoding="utf-8").read()
    wanted = replace_between(readme, "<!-- keys -->", "<!-- end of keys -->", keys)
    if os.environ.get("ACCEPT_SCREENS"):
        with open("docs/LANGUAGE.md", "w", encoding="utf-8") as file:
            file.write(language)
        with open("README.md", "w", encoding="utf-8") as file:
            file.write(readme := wanted)
    check("docs/LANGUAGE.md is in step (make accept-screens)", open("docs/LANGUAGE.md", encoding="utf-8").read() == language)
    check("the keys in README.md are in step (make accept-screens)", readme == wanted)
    listed = [line.split()[0] for line in run("list").out.splitlines()]
    check("list", len(listed) >= 6 and all(os.path.exists(name) and "/../" not in name for name in listed), listed)


def main():
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        os.mkdir("directory")
        os.mkdir("directory.py")
        for name, text in SCRIPTS.items():
            with open(name, "w", encoding="utf-8") as file:
                file.write(text)
        open("empty.py", "wb").close()
        os.mkdir("lacking")
        with open("lacking/python3", "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\necho version 3.11.2 >&3\necho missing fastapi, uvicorn >&3\n")
        os.chmod("lacking/python3", 0o755)
        with open("binary.py", "wb") as file:
            file.write(bytes(range(256)))
        for part in (usage, sweep, verify, refused, costs, settings, ends, streams, recordings, terminals, documents):
            part()
        os.chdir(ROOT)
    print(f"{passed} passed, {failed} failed")
    return failed != 0


sys.exit(main())
