#!/usr/bin/env python3
"""Tests of the tools: lint finds each violation that is planted, and the test runner counts right."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
CC = os.environ.get("CC", "cc")
FLAGS = ["-std=c17", "-D_POSIX_C_SOURCE=200809L", "-O1", "-g", "-Iengine", "-I."]


class Tree(unittest.TestCase):
    """A small source tree in a temporary directory."""

    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="loopscope-tools-")
        self.addCleanup(shutil.rmtree, self.root)

    def write(self, path, text):
        full = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)
        return full


class Lint(Tree):
    def lint(self, files):
        """The output of lint over a tree with the files, compiled."""
        self.write("engine/base/ok.c", "int ls_ok(void);\nint ls_ok(void)\n{\n    return 0;\n}\n")
        for path, text in files.items():
            self.write(path, text)
        for path in list(files) + ["engine/base/ok.c"]:
            if path.endswith(".c"):
                out = os.path.join(self.root, "out/obj", path[:-2] + ".o")
                os.makedirs(os.path.dirname(out), exist_ok=True)
                subprocess.run(CC.split() + FLAGS + ["-c", path, "-o", out], cwd=self.root, check=True)
        done = subprocess.run([sys.executable, os.path.join(HERE, "lint.py"), "out"], cwd=self.root,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        text = done.stdout.decode()
        self.assertEqual(done.returncode, 0 if " 0 findings" in text else 1, text)
        return text

    def assert_found(self, files, *findings):
        text = self.lint(files)
        for finding in findings:
            self.assertIn(finding, text)
        self.assertIn(" %d findings" % len(findings), text)

    def assert_clean(self, files):
        self.assertIn(" 0 findings", self.lint(files))

    def test_a_clean_tree_is_clean(self):
        self.assert_clean({"engine/base/a.c": "static const char *const names[] = {\"a\"};\n"
                                              "const char *ls_name(int i);\nconst char *ls_name(int i)\n"
                                              "{\n    return names[i];\n}\n"})

    def test_allocation_is_found(self):
        self.assert_found({"engine/vm/a.c": "#include <stdlib.h>\nvoid *vm_f(void);\nvoid *vm_f(void)\n{\n"
                                            "    return malloc(3);\n}\n"},
                          "engine/vm/a.c:5: malloc is not for engine/")

    def test_allocation_is_found_when_only_its_address_is_taken(self):
        self.assert_found({"engine/vm/a.c": "#include <stdlib.h>\nvoid (*vm_f(void))(void *);\n"
                                            "void (*vm_f(void))(void *)\n{\n    return free;\n}\n"},
                          "engine/vm/a.c:5: free is not for engine/")

    def test_the_allocator_may_allocate(self):
        self.assert_clean({"engine/base/ls_alloc.c": "#include <stdlib.h>\nvoid *ls_f(void *p);\nvoid *ls_f(void *p)\n{\n"
                                                     "    return realloc(p, 3);\n}\n"})

    def test_clock_random_and_environment_are_found(self):
        self.assert_found({"engine/aio/a.c": "#include <stdlib.h>\n#include <time.h>\nlong aio_f(void);\nlong aio_f(void)\n{\n"
                                             "    return time(NULL) + rand() + (getenv(\"X\") != NULL);\n}\n"},
                          "a.c:6: time is", "a.c:6: rand is", "a.c:6: getenv is")

    def test_printing_is_found(self):
        self.assert_found({"engine/vm/a.c": "#include <stdio.h>\nvoid vm_f(int i);\nvoid vm_f(int i)\n{\n"
                                            "    printf(\"%d\", i);\n}\n"},
                          "a.c:5: printf is not for engine/")

    def test_formatting_into_memory_is_allowed(self):
        self.assert_clean({"engine/vm/a.c": "#include <stdio.h>\nint vm_f(char *p);\nint vm_f(char *p)\n{\n"
                                            "    return snprintf(p, 3, \"%d\", 1);\n}\n"})

    def test_a_member_named_like_a_call_is_allowed(self):
        self.assert_clean({"engine/vm/a.c": "typedef struct T {\n    int (*free)(void); /* not free() */\n} T;\n"
                                            "int vm_f(T *t);\nint vm_f(T *t)\n{\n    return t->free();\n}\n"})

    def test_files_of_tui_may_allocate(self):
        self.assert_clean({"tui/a.c": "#include <stdlib.h>\nvoid *tui_f(void);\nvoid *tui_f(void)\n{\n"
                                      "    return malloc(3);\n}\n"})

    def test_mutable_globals_are_found(self):
        self.assert_found({"engine/vm/a.c": "int vm_counter;\nint vm_started = 1;\n",
                           "tui/b.c": "int tui_f(void);\nint tui_f(void)\n{\n    static int calls;\n    return ++calls;\n}\n",
                           "engine/sim/c.c": "_Thread_local int sim_here;\n"},
                          "engine/vm/a.c:1: vm_counter is static data", "engine/vm/a.c:2: vm_started is static data",
                          "tui/b.c:4: calls is static data", "engine/sim/c.c:1: sim_here is static data")

    def test_exported_names_have_their_prefix(self):
        self.assert_found({"engine/vm/a.c": "int f(void);\nstatic int g(void)\n{\n    return 1;\n}\n"
                                            "int f(void)\n{\n    return g();\n}\n",
                           "tui/views/b.c": "extern const int view_b;\nconst int view_b = 1;\n"
                                            "extern const int sim_b;\nconst int sim_b = 1;\n"},
                          "engine/vm/a.c:1: f is exported without the prefix vm_",
                          "tui/views/b.c:3: sim_b is exported without the prefix tui_ or view_")

    def test_layers_are_kept(self):
        header = "#ifndef H\n#define H\n#endif\n"
        self.assert_found({"engine/vm/vm_x.h": header, "engine/base/ls_x.h": header, "engine/trace/trace_x.h": header,
                           "engine/engine.h": header, "tui/views/view_x.h": header,
                           "engine/lang/a.c": "#include \"base/ls_x.h\"\n#include \"vm/vm_x.h\"\n",
                           "engine/base/b.c": "#include \"trace/trace_x.h\"\n",
                           "engine/analysis/c.c": "#include \"trace/trace_x.h\"\n#include \"engine.h\"\n",
                           "tui/d.c": "#include \"engine.h\"\n#include \"trace/trace_x.h\"\n#include \"vm/vm_x.h\"\n"
                                      "#include \"tui/views/view_x.h\"\n"},
                          "engine/lang/a.c:2: engine/lang may not include engine/vm/vm_x.h",
                          "engine/base/b.c:1: engine/base may not include engine/trace/trace_x.h",
                          "engine/analysis/c.c:2: engine/analysis may not include engine/engine.h",
                          "tui/d.c:3: tui may not include engine/vm/vm_x.h")

    def test_an_include_in_a_comment_is_none(self):
        self.assert_clean({"engine/base/a.c": "/* #include \"vm/vm_x.h\" */\n", "engine/vm/vm_x.h": ""})

    def test_libraries_have_owners(self):
        text = self.lint({"engine/sim/sim_x.h": "#include <uv.h>\n", "engine/sim/sim_y.h": "#include <gmp.h>\n",
                          "engine/vm/vm_int.h": "#include <gmp.h>\n", "tui/a.h": "#include <uv.h>\n",
                          "tui/b.h": "#include <uv.h>\n", "tui/views/c.h": "#include <ncurses.h>\n"})
        self.assertIn("engine/sim/sim_x.h:1: uv.h may not be included here", text)
        self.assertIn("engine/sim/sim_y.h:1: gmp.h may not be included here", text)
        self.assertIn("uv.h is included by 3 files", text)
        self.assertIn("tui/views/c.h:1: ncurses.h may not be included here", text)
        self.assertNotIn("vm_int.h", text)

    def test_long_files_are_found(self):
        self.assert_found({"engine/vm/a.h": "\n" * 601}, "engine/vm/a.h:601: the file has 601 lines, 600 at most")

    def test_the_locale_of_numbers_is_left_alone(self):
        self.assert_found({"tui/a.c": "#include <locale.h>\nvoid tui_f(void);\nvoid tui_f(void)\n{\n"
                                      "    setlocale(LC_ALL, \"\");\n}\n"}, "tui/a.c:5: set LC_CTYPE only")

    def test_macros_are_counted_but_tables_are_not(self):
        text = self.lint({"engine/vm/a.h": "#define TABLE(X) X(A) X(B)\nenum {\n#define ROW(a) a,\n    TABLE(ROW)\n};\n",
                          "engine/vm/b.h": "#define TWICE(a) ((a) + (a))\n"})
        self.assertIn("0 findings, 1 function-like", text)

    def test_no_objects_is_a_finding(self):
        self.write("engine/base/a.h", "")
        done = subprocess.run([sys.executable, os.path.join(HERE, "lint.py"), "out"], cwd=self.root,
                              stdout=subprocess.PIPE)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"no objects", done.stdout)


class Runner(Tree):
    def run_tests(self, tests, **environment):
        """Runs run_tests.sh over scripts given as (path, text); what it prints, and its status."""
        paths = []
        self.write("out/loopscope", "")
        os.chmod(os.path.join(self.root, "out/loopscope"), 0o755)
        for path, text in tests.items():
            os.chmod(self.write(path, "#!/bin/sh\n" + text), 0o755)
            paths.append(path)
        done = subprocess.run([os.path.join(HERE, "run_tests.sh")] + paths, cwd=self.root,
                              env=dict(os.environ, BUILD="out", JOBS="2", ONLY="", **environment),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.stdout.decode().rstrip("\n").split("\n"), done.returncode

    def test_programs_and_scripts_are_summed(self):
        lines, status = self.run_tests({"out/tests/a/test_x": "echo 1..2; echo ok 1 - a; echo ok 2 - b\n",
                                        "tests/cli/run.sh": "echo hello; echo 5 passed, 0 failed\n"})
        self.assertEqual((lines[-1], status), ("7 passed, 0 failed", 0))
        self.assertNotIn("hello", "\n".join(lines))

    def test_the_output_of_what_failed_is_shown(self):
        lines, status = self.run_tests({"out/tests/a/test_x": "echo 1..2; echo ok 1 - a; echo not ok 2 - b; "
                                                              "echo '# why'; exit 1\n"})
        self.assertEqual((lines[-1], status), ("1 passed, 1 failed", 1))
        self.assertIn("# why", "\n".join(lines))

    def test_a_crash_fails_what_was_promised(self):
        lines, status = self.run_tests({"out/tests/a/test_x": "echo 1..5; echo ok 1 - a; kill -9 $$\n"})
        self.assertEqual((lines[-1], status), ("1 passed, 4 failed", 1))

    def test_a_bad_status_fails_even_when_all_passed(self):
        lines, status = self.run_tests({"out/tests/a/test_x": "echo 1..1; echo ok 1 - a; exit 23\n",
                                        "tests/cli/run.sh": "echo 3 passed, 0 failed; exit 1\n"})
        self.assertEqual((lines[-1], status), ("4 passed, 2 failed", 1))

    def test_silence_is_a_failure(self):
        lines, status = self.run_tests({"out/tests/a/test_x": "exit 0\n", "tests/cli/run.sh": "exit 0\n"})
        self.assertEqual((lines[-1], status), ("0 passed, 2 failed", 1))

    def test_skipped_cases_do_not_count(self):
        lines, status = self.run_tests({"out/tests/a/test_x": "echo 1..2; echo 'not ok 1 # SKIP a'; echo ok 2 - b\n"})
        self.assertEqual((lines[-1], status), ("1 passed, 0 failed", 0))

    def test_a_test_that_hangs_is_stopped(self):
        lines, status = self.run_tests({"out/tests/a/test_x": "echo 1..1; exec sleep 60\n"}, TEST_TIMEOUT="1")
        self.assertEqual((lines[-1], status), ("0 passed, 1 failed", 1))
        self.assertIn("stopped after 1 s", lines[0])

    def test_no_test_at_all_is_a_failure(self):
        lines, status = self.run_tests({})
        self.assertEqual((lines[-1], status), ("0 passed, 1 failed", 1))


class Deps(unittest.TestCase):
    DEPS = os.path.join(HERE, "../../.ci/deps")

    def test_an_unknown_set_is_refused(self):
        done = subprocess.run([self.DEPS, "nonsense"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"unknown set 'nonsense'", done.stderr)

    def test_no_compiler_is_said(self):
        done = subprocess.run([self.DEPS, "build"], env=dict(os.environ, CC="no-such-compiler"),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"there is no C compiler 'no-such-compiler'", done.stderr)

    def test_other_systems_are_told_the_packages(self):
        with tempfile.TemporaryDirectory() as folder:
            for tool in ("sh", "cat", "cut", "tr", "sed", "mktemp", "rm", "id"):
                os.symlink(shutil.which(tool), os.path.join(folder, tool))
            os.symlink(shutil.which("true"), os.path.join(folder, "fakecc"))
            done = subprocess.run([self.DEPS, "build"], env={"PATH": folder, "CC": "fakecc"},
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        text = done.stderr.decode()
        self.assertEqual(done.returncode, 2, text)
        for words in ("dnf install pkgconf-pkg-config libuv-devel", "pacman -S", "apk add", "brew install",
                      "libncurses-dev"):
            self.assertIn(words, text)


if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=0).run(suite)
    failed = len(result.failures) + len(result.errors)
    print("%d passed, %d failed" % (result.testsRun - failed - len(result.skipped), failed))
    sys.exit(1 if failed else 0)
