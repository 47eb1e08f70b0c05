#!/usr/bin/env python3
"""Tests of the oracle itself: the virtual clock, the runner and the generator.

    test_oracle.py     (the parts that run programs need CPython 3.11)
"""

import os
import subprocess
import sys
import tempfile
import textwrap
import unittest
import warnings

import cases
import generate
import generate_values
import run
import scenario_style
import virtual_clock

HERE = os.path.dirname(os.path.abspath(__file__))
needs_oracle = unittest.skipUnless(run.IS_ORACLE, "needs CPython 3.11")


class Folder(unittest.TestCase):
    """A test with a folder of its own for programs."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = holder.name

    def write(self, name, text, mode=0o644):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(text))
        os.chmod(path, mode)
        return path

    def virtual(self, text, entry=""):
        """(status, stdout, stderr) of a program under the virtual loop."""
        path = self.write("program.py", text)
        command = [sys.executable, os.path.join(HERE, "virtual_loop.py"), path + entry]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=30)
        return done.returncode, done.stdout, done.stderr


class ClockRules(unittest.TestCase):
    def test_seconds_to_ns_rounds_the_product(self):
        to_ns = virtual_clock.seconds_to_ns
        self.assertEqual(to_ns(0.1), 100000000)
        self.assertEqual(to_ns(0.2 + 0.1), 300000000)
        self.assertEqual(to_ns(0.3), 300000000)
        self.assertEqual(to_ns(1e-9), 1)
        self.assertEqual(to_ns(0.4e-9), 0)
        self.assertEqual(to_ns(0.5e-9), 1)
        self.assertEqual(to_ns(-0.5e-9), -1)
        self.assertEqual(to_ns(2.5e-9), 3)
        self.assertEqual(to_ns(3), 3000000000)
        self.assertEqual(to_ns(86400 * 365.25), 31557600000000000)

    def test_seconds_to_ns_at_the_limits(self):
        to_ns = virtual_clock.seconds_to_ns
        self.assertEqual(to_ns(float("inf")), virtual_clock.FOREVER_NS)
        self.assertEqual(to_ns(1e300), virtual_clock.FOREVER_NS)
        self.assertEqual(to_ns(9.3e9), virtual_clock.FOREVER_NS)
        self.assertEqual(to_ns(float("-inf")), -virtual_clock.FOREVER_NS)
        self.assertLess(to_ns(float("nan")), 0)

    def test_ns_to_seconds(self):
        to_seconds = virtual_clock.ns_to_seconds
        self.assertEqual(to_seconds(300000000), 0.3)
        self.assertEqual(to_seconds(1704067200 * 10**9), 1704067200.0)
        self.assertEqual(to_seconds(1), 1e-9)
        self.assertEqual(to_seconds(2**62), 4611686018.427388)


@needs_oracle
class VirtualLoop(Folder):
    def test_ties_of_many_fire_in_order(self):
        status, out, _ = self.virtual(
            """
            import asyncio
            log = []
            async def main():
                loop = asyncio.get_running_loop()
                for n in range(20):
                    loop.call_at(0.2 + 0.1 if n % 2 else 0.3, log.append, n)
                await asyncio.sleep(1)
                print(log == list(range(20)), loop.time())
            asyncio.run(main())
            """
        )
        self.assertEqual((status, out), (0, "True 1.0\n"))

    def test_leftovers_and_children_are_cancelled_in_order(self):
        status, out, _ = self.virtual(
            """
            import asyncio
            log = []
            async def wait(n):
                try:
                    await asyncio.sleep(9)
                finally:
                    log.append(n)
            async def main():
                try:
                    async with asyncio.TaskGroup() as group:
                        for n in range(20):
                            group.create_task(wait(n))
                        await asyncio.sleep(1)
                        raise ValueError
                except* ValueError:
                    pass
                for n in range(20, 40):
                    LEFT.append(asyncio.create_task(wait(n)))
                await asyncio.sleep(1)
            LEFT = []
            asyncio.run(main())
            print(log == list(range(40)))
            """
        )
        self.assertEqual((status, out), (0, "True\n"))

    def test_as_completed_starts_in_order(self):
        status, out, _ = self.virtual(
            """
            import asyncio
            async def name():
                return asyncio.current_task().get_name()
            async def main():
                print([await each for each in asyncio.as_completed([name() for _ in range(20)])] == ["Task-%d" % n for n in range(2, 22)])
            asyncio.run(main())
            """
        )
        self.assertEqual((status, out), (0, "True\n"))

    def test_a_nanosecond_decides(self):
        status, out, _ = self.virtual(
            """
            import asyncio
            log = []
            async def main():
                loop = asyncio.get_running_loop()
                loop.call_at(1.000000001, log.append, "later")
                loop.call_at(1.0, log.append, "sooner")
                loop.call_at(1.0000000004, log.append, "same")
                await asyncio.sleep(1)
                print(log, loop.time())
            asyncio.run(main())
            """
        )
        self.assertEqual((status, out), (0, "['sooner', 'same'] 1.0\n"))

    def test_clock_starts_and_moves(self):
        status, out, _ = self.virtual(
            """
            import time
            print(time.time(), time.monotonic(), time.perf_counter_ns(), time.process_time())
            time.sleep(90)
            print(time.time(), time.strftime("%Y-%m-%d %H:%M:%S"))
            """
        )
        self.assertEqual((status, out), (0, "1704067200.0 0.0 0 0.0\n1704067290.0 2024-01-01 00:01:30\n"))

    def test_deadlock_is_reported(self):
        status, out, err = self.virtual(
            """
            import asyncio
            async def main():
                print("waiting")
                try:
                    await asyncio.sleep(float("inf"))
                finally:
                    print("never")
            asyncio.run(main())
            """
        )
        self.assertEqual((status, out, err), (3, "waiting\n", "deadlock\n"))

    def test_deadlock_of_threads(self):
        status, _, err = self.virtual(
            """
            from concurrent.futures import Future
            Future().result()
            """
        )
        self.assertEqual((status, err), (3, "deadlock\n"))

    def test_traceback_has_no_frame_of_ours(self):
        status, out, err = self.virtual(
            """
            import time
            print("out")
            try:
                time.sleep(-1)
            except ValueError as error:
                raise KeyError("k") from error
            """
        )
        self.assertEqual((status, out), (1, "out\n"))
        self.assertNotIn(HERE, err)
        self.assertIn("ValueError: sleep length must be non-negative", err)
        self.assertEqual(err.splitlines()[-1], "KeyError: 'k'")

    def test_entry_runs_without_the_main_guard(self):
        text = """
            import asyncio
            print("body", __name__)
            def plain():
                print("plain")
            async def entry():
                await asyncio.sleep(2)
                print("entry", asyncio.get_running_loop().time())
            if __name__ == "__main__":
                print("guarded")
            """
        self.assertEqual(self.virtual(text)[:2], (0, "body __main__\nguarded\n"))
        self.assertEqual(self.virtual(text, ":entry")[:2], (0, "body program\nentry 2.0\n"))
        self.assertEqual(self.virtual(text, ":plain")[:2], (0, "body program\nplain\n"))

    def test_exit_status_is_the_programs(self):
        self.assertEqual(self.virtual("raise SystemExit(7)")[0], 7)
        self.assertEqual(self.virtual("raise SystemExit('text')")[0], 1)

    def test_jobs_share_the_workers(self):
        status, out, _ = self.virtual(
            """
            import time
            from concurrent.futures import ThreadPoolExecutor
            def job(n):
                time.sleep(1)
                print(n, time.monotonic())
            with ThreadPoolExecutor(max_workers=2) as pool:
                for n in range(4):
                    pool.submit(job, n)
            print("over", time.monotonic())
            """
        )
        self.assertEqual((status, out), (0, "0 1.0\n1 1.0\n2 2.0\n3 2.0\nover 2.0\n"))


class Runner(Folder):
    """The runner against stand-ins for the program under test."""

    def runner(self, script, *arguments):
        binary = self.write("binary", script, 0o755)
        command = [sys.executable, os.path.join(HERE, "run.py"), "--no-oracle", "--binary", binary, "lang/hello", *arguments]
        return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)

    def test_right_output_passes(self):
        done = self.runner("#!/bin/sh\necho hello\n")
        self.assertEqual((done.returncode, done.stdout), (0, "1 passed, 0 failed\n"))

    def test_wrong_output_fails_with_a_diff(self):
        done = self.runner("#!/bin/sh\necho jello\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("    -hello\n    +jello\n", done.stdout)
        self.assertTrue(done.stdout.endswith("0 passed, 1 failed\n"))

    def test_wrong_line_end_fails(self):
        self.assertEqual(self.runner("#!/bin/sh\nprintf 'hello\\r\\n'\n").returncode, 1)
        self.assertEqual(self.runner("#!/bin/sh\nprintf hello\n").returncode, 1)

    def test_wrong_status_fails(self):
        done = self.runner("#!/bin/sh\necho hello\nexit 4\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("expected exit status 0, got exit status 4", done.stdout)

    def test_crash_and_hang_fail(self):
        self.assertIn("ended by signal 11", self.runner("#!/bin/sh\nkill -SEGV $$\n").stdout)
        self.assertIn("did not end within 1 s", self.runner("#!/bin/sh\nexec sleep 30\n", "--timeout", "1").stdout)

    def test_gets_the_command_line(self):
        done = self.runner('#!/bin/sh\n[ "$*" = "run --cost zero tests/programs/lang/hello.py" ] && echo hello\n')
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_missing_binary_is_said(self):
        command = [sys.executable, os.path.join(HERE, "run.py"), "--binary", os.path.join(self.folder, "none")]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("run make first", done.stderr)

    def test_trailer_is_compared(self):
        kept = cases.Outcome(b"", 1, "ValueError: x")
        self.assertEqual(kept.trailer(), "status 1\nlast ValueError: x\n")
        options = run.parse_arguments([])
        self.assertEqual(run.differences(kept, cases.Outcome(b"", 1, "ValueError: x"), options), [])
        self.assertIn("  actual last line: ValueError: y", run.differences(kept, cases.Outcome(b"", 1, "ValueError: y"), options))
        self.assertEqual(run.differences(cases.Outcome(b"", 3, "deadlock"), cases.Outcome(b"", 3, "other words"), options), [])

    def test_trailer_is_kept_and_read_back(self):
        case = cases.Case(os.path.join(self.folder, "a.py"), None, os.path.join(self.folder, "a"))
        for outcome in [cases.Outcome(b"x\n", 1, "Error: \u00e9"), cases.Outcome(b"y", 0, "noise"), cases.Outcome(b"", 3, "")]:
            case.save(outcome)
            self.assertEqual(case.load(), outcome)
        self.assertEqual(sorted(os.listdir(self.folder)), ["a.exp", "a.out"])


class ScenarioStyle(Folder):
    GOOD = '"""A title.\n\nA lesson.\n"""\n__scenario__ = {\n    "compare": ["main"],\n}\n\n\ndef main():\n    #: A note.\n    pass\n'

    def problems(self, text):
        return scenario_style.problems(self.write("scenario.py", text))

    @unittest.skipUnless(sys.version_info >= (3, 11), "reads scenarios as Python 3.11 does")
    def test_what_is_wrong_is_found(self):
        self.assertEqual(self.problems(self.GOOD), [])
        for old, new, word in [
            ("A title.\n\nA lesson.", "A title.", "lesson"),
            ('"""A title.\n\nA lesson.\n"""\n', "", "docstring"),
            ("#: A note.", "# A note.", "note"),
            ("#: A note.", "#: " + "x" * 61, "60"),
            ("    #: A note.\n    pass", "    pass\n    #: A note.\n", "right above"),
            ("pass", "pass  # " + "x" * 72, "72"),
            ('["main"]', '["other"]', "other"),
        ]:
            found = self.problems(self.GOOD.replace(old, new))
            self.assertTrue(any(word in each for each in found), (word, found))

    def test_literal_over_several_lines(self):
        path = self.write("scenario.py", self.GOOD)
        self.assertEqual(cases.scenario_literal(path), {"compare": ["main"]})
        self.assertEqual(cases.scenario_literal(self.write("none.py", "x = 1\n")), {})


@needs_oracle
class RandomPrograms(Folder):
    """random_check.py and shrink.py against the oracle itself, unharmed and harmed."""

    def tool(self, name, change, *arguments):
        loop = os.path.join(HERE, "virtual_loop.py")
        self.write("binary", "#!/bin/sh\nshift 3  # run --cost zero\n%s %s run \"$@\" > %s/out; status=$?\n%s %s/out\nexit $status\n" % (sys.executable, loop, self.folder, change, self.folder), 0o755)
        command = [sys.executable, os.path.join(HERE, name), *arguments]
        environment = dict(os.environ, LOOPSCOPE=os.path.join(self.folder, "binary"))
        return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, env=environment)

    def test_agreement_passes(self):
        done = self.tool("random_check.py", "cat", "-n", "3", "--seed", "1", "--jobs", "1")
        self.assertEqual((done.returncode, done.stdout), (0, "seed 1, 3 programs, level 1\n3 passed, 0 failed\n"))

    def test_difference_fails_and_names_the_seed(self):
        done = self.tool("random_check.py", "sed s/Task-2/Task-9/", "-n", "1", "--seed", "5", "--jobs", "1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("FAILED seed 5, kept as build/random/seed_5.py", done.stdout)
        os.remove(os.path.join(cases.ROOT, "build", "random", "seed_5.py"))

    def test_shrinks_to_the_lines_that_matter(self):
        path = self.write("large.py", "def f(n):\n    if n:\n        print(n)\n    return n\n\nprint('a')\nf(1)\nfor i in range(3):\n    f(i)\n    print('b')\n")
        done = self.tool("shrink.py", "sed s/b/c/", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.split("\n\n")[0].strip(), "print('b')")
        self.assertEqual(self.tool("shrink.py", "cat", path).returncode, 2)


class Generators(unittest.TestCase):
    def test_same_seed_same_program(self):
        for each in (generate, generate_values):
            for level in (1, 2):
                self.assertEqual(each.generate(11, level), each.generate(11, level))
            self.assertNotEqual(each.generate(11), each.generate(12))

    def test_programs_are_python(self):
        for each in (generate, generate_values):
            for seed in range(60):
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # of subscripts that cannot work: they are meant
                    compile(each.generate(seed, 1 + seed % 2), "seed %d" % seed, "exec")


def main():
    """Runs the tests and ends as the other scripts of the suite do."""
    result = unittest.TextTestRunner(verbosity=0).run(unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__]))
    failed = len(result.failures) + len(result.errors)
    sys.stderr.flush()
    print("%d passed, %d failed" % (result.testsRun - failed - len(result.skipped), failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
