#!/usr/bin/env python3
"""Looks for what docs/STYLE.md forbids and a compiler does not see.

    lint.py BUILD [--root DIR] [-v]

In the objects below BUILD/obj (built without sanitizers): calls that engine/ must not make, mutable data of static
lifetime, and exported names without their folder's prefix.  In the sources: includes against the layers, libraries
outside of the files that own them, files that are too long, a locale that would change how numbers are read and
written.  One line per finding, "file:line: what", status 1 when there is any.  Function-like macros outside of X-macro
tables are counted, and listed with -v; they do not fail.
"""
import os
import re
import subprocess
import sys

# ---- the rules --------------------------------------------------------------------------------------------------------

# What the files of a folder may include, besides those of the folder itself.
LAYERS = {
    "engine/base": [],
    "engine/trace": ["engine/base"],
    "engine/lang": ["engine/base"],
    "engine/sim": ["engine/base", "engine/trace"],
    "engine/vm": ["engine/base", "engine/trace", "engine/lang", "engine/sim"],
    "engine/aio": ["engine/base", "engine/trace", "engine/lang", "engine/sim", "engine/vm"],
    "engine/modules": ["engine/base", "engine/trace", "engine/lang", "engine/sim", "engine/vm", "engine/aio"],
    "engine/analysis": ["engine/base", "engine/trace"],
    "engine": ["engine/*"],
    "tui": ["tui/*", "engine/engine.h", "engine/trace", "engine/analysis", "engine/base"],
}

# Symbols that nothing in engine/ may refer to, each with what to use instead, and the files that may all the same.
ALLOCATION = "memory comes from the injected LsAlloc"
CLOCK = "time comes from the virtual clock"
RANDOM = "random numbers come from the seeded generator"
HOST = "a run does not depend on the host"
OUTPUT = "output goes through the injected sink"
CONTROL = "return a status"
FORBIDDEN = {
    ALLOCATION: "malloc calloc realloc free reallocarray aligned_alloc posix_memalign strdup strndup asprintf vasprintf "
                "getline getdelim open_memstream",
    CLOCK: "time clock clock_gettime gettimeofday timespec_get localtime localtime_r nanosleep usleep sleep ftime times",
    RANDOM: "rand srand rand_r random srandom drand48 lrand48 mrand48 srand48 getrandom getentropy arc4random",
    HOST: "getenv secure_getenv setenv putenv system popen fork vfork execve execv execvp posix_spawn socket connect "
          "setlocale signal sigaction raise kill getpid gethostname getcwd chdir",
    OUTPUT: "printf vprintf puts putchar putchar_unlocked putc fprintf vfprintf fputs fputc fwrite perror stdout stderr "
            "stdin write dprintf",
    CONTROL: "exit _exit _Exit quick_exit atexit longjmp siglongjmp",
}
ALLOWED_CALLS = {
    # The one door to the C heap.
    "engine/base/ls_alloc.c": "malloc calloc realloc free",
}
# Trace files, and reading a script, are the engine's only doors to the file system; they may write to files.
FILE_OUTPUT = "fprintf vfprintf fputs fputc putc fwrite write"
FILE_WRITERS = ("engine/trace/", "engine/engine.c")

# Headers of libraries, and who may include them: (pattern of header, how many files at most, pattern of files).
LIBRARIES = [
    (r"uv\.h", 1, r"tui/[^/]*\.[ch]"),
    (r"(ncurses|curses|ncursesw/.*|term|panel)\.h", 2, r"tui/[^/]*\.[ch]"),
    (r"gmp\.h", 9, r"engine/vm/vm_int[^/]*\.[ch]"),
    (r"zlib\.h", 3, r"engine/trace/[^/]*\.[ch]"),
    (r"pthread\.h", 1, r"tui/tui_parallel\.c"),
    (r"threads\.h", 0, r""),
]

# How the names that a folder exports begin.
PREFIXES = {
    "engine/base": ["ls_"],
    "engine/trace": ["trace_"],
    "engine/lang": ["lang_"],
    "engine/vm": ["vm_"],
    "engine/sim": ["sim_"],
    "engine/aio": ["aio_"],
    "engine/modules": ["mod_"],
    "engine/analysis": ["an_"],
    "engine": ["engine_"],
    "tui": ["tui_", "view_", "widget_", "cmd_", "main"],
}

# The longest file that may be, in lines; files that are one table or one dispatch may be longer.
LINES_MAX = 600
LONG_FILES = {
    "engine/vm/vm_interp.c": 1500,
    "engine/lang/lang_ast.h": 700,
}

# Static data that may change: what a signal handler must reach.
MUTABLE_ALLOWED = {
    "tui/tui_term.c": ["crash"],  # how to give the terminal back, for the handler of fatal signals
}

CONSTANT_SECTIONS = (".rodata", ".data.rel.ro", ".text", ".init_array", ".fini_array", ".eh_frame", ".gcc_except",
                     ".note", ".comment", ".debug", ".group", ".llvm")

# ---- sources ----------------------------------------------------------------------------------------------------------

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def blank(text):
    """The text with comments and the insides of literals blanked, line for line."""
    def replace(match):
        token = match.group(0)
        if token[0] == "/":
            return re.sub(r"[^\n]", " ", token)
        return token[0] + re.sub(r"[^\n]", " ", token[1:-1]) + token[-1]
    return TOKEN.sub(replace, text)


def folder_of(path):
    """The entry of LAYERS that a path belongs to, or None."""
    folder = os.path.dirname(path)
    while folder:
        if folder in LAYERS:
            return folder
        folder = os.path.dirname(folder)
    return None


class Lint:
    def __init__(self, root, build):
        self.root = root
        self.build = build
        self.findings = []
        self.macros = []
        self.texts = {}

    def find(self, path, line, what):
        self.findings.append("%s:%d: %s" % (path, line, what))

    def load(self):
        for top in ("engine", "tui"):
            for folder, _, names in sorted(os.walk(os.path.join(self.root, top))):
                for name in sorted(names):
                    if name.endswith((".c", ".h")):
                        full = os.path.join(folder, name)
                        path = os.path.relpath(full, self.root).replace(os.sep, "/")
                        with open(full, encoding="utf-8", errors="replace") as file:
                            self.texts[path] = file.read()

    def resolve(self, path, header):
        """The path from the root of a header of ours, or None."""
        for base in ("engine/", "", os.path.dirname(path) + "/"):
            if base + header in self.texts:
                return base + header
        return None

    def check_includes(self):
        users = {}
        for path, text in self.texts.items():
            folder = folder_of(path)
            for number, line in enumerate(text.split("\n"), 1):
                match = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
                if not match:
                    continue
                header = match.group(2)
                target = self.resolve(path, header) if match.group(1) == '"' else None
                if target is None:
                    for pattern, _, _ in LIBRARIES:
                        if re.fullmatch(pattern, header):
                            users.setdefault(pattern, []).append((path, number, header))
                elif not self.may_include(folder, target):
                    self.find(path, number, "%s may not include %s" % (folder, target))
        for pattern, most, owners in LIBRARIES:
            used = users.get(pattern, [])
            for path, number, header in used:
                if not re.fullmatch(owners, path):
                    self.find(path, number, "%s may not be included here" % header)
            files = sorted({path for path, _, _ in used})
            if most and len(files) > most:
                path, number, header = used[-1]
                self.find(path, number, "%s is included by %d files (%s); %d at most"
                          % (header, len(files), ", ".join(files), most))

    @staticmethod
    def may_include(folder, target):
        if folder is None:
            return True
        home = folder_of(target)
        for allowed in [folder] + LAYERS[folder]:
            if allowed == target or allowed == home:
                return True
            if allowed.endswith("/*") and target.startswith(allowed[:-1]):
                return True
        return False

    def check_lengths(self):
        for path, text in self.texts.items():
            lines = text.count("\n")
            most = LONG_FILES.get(path, LINES_MAX)
            if lines > most:
                self.find(path, lines, "the file has %d lines, %d at most" % (lines, most))

    def check_locale(self):
        for path, text in self.texts.items():
            for number, line in enumerate(blank(text).split("\n"), 1):
                if re.search(r"\bLC_(ALL|NUMERIC)\b", line):
                    self.find(path, number, "set LC_CTYPE only: another locale changes how numbers are written")

    def check_macros(self):
        for path, text in self.texts.items():
            code = blank(text).replace("\\\n", " ")
            for match in re.finditer(r"^[ \t]*#[ \t]*define[ \t]+(\w+)\(([^)]*)\)", code, re.M):
                name, parameters = match.groups()
                is_table = "X" in [p.strip() for p in parameters.split(",")]
                is_row = re.search(r"\w+\([^()]*\b%s\b[^()]*\)" % name, code[match.end():])
                if not is_table and not is_row:
                    self.macros.append("%s: %s(%s)" % (path, name, parameters))

    # ---- objects ------------------------------------------------------------------------------------------------------

    def objects(self):
        """Pairs of an object file and its source's path."""
        top = os.path.join(self.build, "obj")
        for folder, _, names in sorted(os.walk(top)):
            for name in sorted(names):
                if name.endswith(".o"):
                    full = os.path.join(folder, name)
                    source = os.path.relpath(full, top).replace(os.sep, "/")[:-2] + ".c"
                    if source in self.texts:
                        yield full, source

    def line_of(self, source, word):
        for number, line in enumerate(blank(self.texts[source]).split("\n"), 1):
            if re.search(r"\b%s\b" % re.escape(word), line) and not line.lstrip().startswith("#"):
                return number
        return 1

    def check_objects(self):
        seen = 0
        for full, source in self.objects():
            seen += 1
            output = subprocess.run(["objdump", "-t", full], check=True, stdout=subprocess.PIPE).stdout.decode()
            for line in output.split("\n"):
                match = re.match(r"[0-9a-f]+ (.{7}) (\S+)\s+[0-9a-f]+\s+(?:\.hidden )?(\S+)$", line)
                if match:
                    flags, section, name = match.groups()
                    self.check_symbol(source, flags, section, name)
        if seen == 0 and self.texts:
            self.find("lint", 1, "there are no objects below %s/obj" % self.build)

    def check_symbol(self, source, flags, section, name):
        if section == "*UND*":
            if source.startswith("engine/"):
                self.check_reference(source, name)
            return
        if flags[0] in "gu" and not name.startswith(tuple(PREFIXES[folder_of(source)])):
            self.find(source, self.line_of(source, name), "%s is exported without the prefix %s of its folder"
                      % (name, " or ".join(PREFIXES[folder_of(source)])))
        is_data = "d" not in flags[5] and flags[-1] not in "Ff" and section != "*ABS*"  # TLS has no flag of its own
        if not is_data or section.startswith(CONSTANT_SECTIONS):
            return
        plain = name.split(".")[0]
        if plain not in MUTABLE_ALLOWED.get(source, []):
            self.find(source, self.line_of(source, plain), "%s is static data that can change (%s)" % (plain, section))

    def check_reference(self, source, name):
        plain = re.sub(r"^__(\w+)_chk$", r"\1", re.sub(r"^__isoc\d+_", "", name))
        if plain in ALLOWED_CALLS.get(source, "").split():
            return
        if source.startswith(FILE_WRITERS) and plain in FILE_OUTPUT.split():
            return
        for why, names in FORBIDDEN.items():
            if plain in names.split():
                self.find(source, self.line_of(source, plain), "%s is not for engine/: %s" % (plain, why))

    def run(self):
        self.load()
        self.check_includes()
        self.check_lengths()
        self.check_locale()
        self.check_macros()
        self.check_objects()
        return sorted(set(self.findings))


def main(arguments):
    verbose = "-v" in arguments
    root = "."
    if "--root" in arguments:
        at = arguments.index("--root")
        root = arguments[at + 1]
        del arguments[at:at + 2]
    builds = [a for a in arguments if not a.startswith("-")]
    if len(builds) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    lint = Lint(root, builds[0])
    findings = lint.run()
    for finding in findings:
        print(finding)
    if verbose:
        for macro in lint.macros:
            print("note: function-like macro outside of a table: " + macro)
    print("lint: %d files, %d findings, %d function-like macros outside of tables%s"
          % (len(lint.texts), len(findings), len(lint.macros), "" if verbose or not lint.macros else " (-v lists them)"))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
