#!/bin/sh
# check.sh: what `make check` runs.  Every step is run even when one before it failed; one line each, with its time, and
# the output of those that failed.  A tool that is not to be had is named and left out.  Steps that run tests print their
# own sum; the last line says how many steps passed.
set -u

MAKE=${MAKE:-make}
JOBS=${JOBS:-2}
unset MAKEFLAGS MFLAGS MAKELEVEL BUILD SANITIZE HOSTILE
logs=build/check
mkdir -p "$logs" || exit 2
passed=0
failed=0

step() { # step NAME COMMAND...
    name=$1
    shift
    begin=$(date +%s)
    if "$@" > "$logs/$name.log" 2>&1; then
        passed=$((passed + 1))
        mark=ok
    else
        failed=$((failed + 1))
        mark=FAIL
    fi
    printf 'check: %-4s %-16s %4d s  %s\n' "$mark" "$name" $(($(date +%s) - begin)) \
        "$(grep -E '^([0-9]+ passed, [0-9]+ failed|lint: .*)$' "$logs/$name.log" | tail -n 1)"
    [ $mark = ok ] || tail -n 150 "$logs/$name.log" | sed 's/^/       | /'
}

left_out() { # left_out NAME TOOL
    printf 'check: --   %-16s         left out: there is no %s\n' "$1" "$2"
}

have() {
    command -v "$1" > /dev/null 2>&1
}

c_files=$(find engine tui tests -name '*.[ch]' 2> /dev/null | sort)
own_files=$(find engine tui -name '*.c' 2> /dev/null | sort)

# The versions of clang-format differ in small ways: 14 decides, another one is only heard.
format() { # the diff says more than clang-format's list of places
    printf '%s\n' $c_files | xargs -P "$JOBS" -n 32 sh -c '
        status=0
        for file; do
            "$0" "$file" | diff -u --label "$file" "$file" --label formatted - || status=1
        done
        exit $status' "$clang_format" && return 0
    echo "make format puts this right"
    ! "$clang_format" --version | grep -q 'version 14\.' || return 1
    echo "but this is not clang-format 14: no failure"
}

compile_flags() { # the flags for a file of tui/, which are those for engine/ and more
    printf '%s ' -std=c17 -D_POSIX_C_SOURCE=200809L -Iengine -I. -Itests
    sed -n 's/^[A-Z]*_CFLAGS := //p' build/deps-build.mk build/deps-test.mk | tr '\n' ' '
    printf '%s ' '-DLS_SCENARIO_DIR=\"/usr/local/share/loopscope/scenarios\"'
}

# Each header can be included alone.
headers() {
    find engine tui tests/support -name '*.h' 2> /dev/null | sort | xargs -P "$JOBS" -I FILE sh -c '
        printf "#include \"%s\"\ntypedef int not_empty;\n" FILE |
            ${CC:-cc} '"$(compile_flags)"' -Wall -Wextra -Wpedantic -Werror -x c -fsyntax-only - || exit 1'
}

run_cppcheck() {
    # shellcheck disable=SC2086 # a list of files
    cppcheck --quiet --std=c11 --language=c -U__GNUC__ -j "$JOBS" --enable=warning,portability --inline-suppr \
        --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches --suppress=nullPointerOutOfMemory \
        --error-exitcode=1 -Iengine -I. $own_files
}

tidy() {
    printf '%s\n' $own_files | xargs -P "$JOBS" -n 4 sh -c '
        clang-tidy --quiet "$@" -- '"$(compile_flags)"' 2> /dev/null || exit 1' sh
}

"$MAKE" -s -j "$JOBS" build/deps-build.mk build/deps-test.mk build/deps-check.mk || exit 2
clang_format=$(command -v clang-format-14 || command -v clang-format)

# Where `make test` builds with gcc and warnings are errors there, too, it is the same build.
build_with() { # build_with COMPILER
    if [ "$1" = gcc ] && grep -q '^WERROR_DEFAULT := -Werror' build/deps-build.mk &&
        cc --version 2> /dev/null | grep -q 'Free Software Foundation'; then
        "$MAKE" -j "$JOBS" CC=cc test-programs
    else
        "$MAKE" -j "$JOBS" CC="$1" WERROR=-Werror BUILD="build-$1" test-programs
    fi
}

for compiler in gcc clang; do
    if have $compiler; then
        step "build-$compiler" build_with $compiler
    else
        left_out "build-$compiler" $compiler
    fi
done
if [ -n "$clang_format" ]; then step format format; else left_out format clang-format; fi
step headers headers
if have python3; then step lint "$MAKE" -j "$JOBS" lint; else left_out lint python3; fi
if have cppcheck; then step cppcheck run_cppcheck; else left_out cppcheck cppcheck; fi
if have clang-tidy; then step clang-tidy tidy; else left_out clang-tidy clang-tidy; fi
step sanitizers "$MAKE" -j "$JOBS" SANITIZE=1 test
step hostile "$MAKE" -j "$JOBS" HOSTILE=1 SANITIZE=1 test

echo "check: $passed steps passed, $failed failed"
[ $failed -eq 0 ]
