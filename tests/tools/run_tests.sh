#!/bin/sh
# run_tests.sh TEST...: runs test programs and test scripts, as many at once as there are processors, and sums up.
#
# A test is a cmocka program (anything under $BUILD) or a script tests/<folder>/run.sh or run.py.  All run in the root
# of the repository.  One line is printed for each, the output only of what failed, and a last line of the form
# "N passed, M failed".  The status is 0 when nothing failed.
#
# The protocol for scripts: the last line of standard output is "N passed, M failed", and the status is not 0 when M is.
# They find the program to test in $LOOPSCOPE (an absolute path), the build directory in $BUILD.
#
# From the environment: BUILD, JOBS, ONLY (a part of the path: only those tests are run), TEST_TIMEOUT (seconds for one).
set -u

BUILD=${BUILD:-build}
ONLY=${ONLY:-}
TEST_TIMEOUT=${TEST_TIMEOUT:-300}
LOOPSCOPE=$(pwd)/$BUILD/loopscope
case $BUILD in
/*) LOOPSCOPE=$BUILD/loopscope ;;
esac
RESULTS=$BUILD/results
export BUILD LOOPSCOPE RESULTS TEST_TIMEOUT
CMOCKA_MESSAGE_OUTPUT=TAP
export CMOCKA_MESSAGE_OUTPUT
# The same run everywhere: no colours or widths from the caller's terminal, UTF-8 where there is such a locale.
LC_ALL=C.UTF-8
TZ=UTC
export LC_ALL TZ
unset NO_COLOR COLUMNS LINES
ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:${ASAN_OPTIONS:-}
UBSAN_OPTIONS=print_stacktrace=1:${UBSAN_OPTIONS:-}
export ASAN_OPTIONS UBSAN_OPTIONS

rm -rf "$RESULTS"
mkdir -p "$RESULTS" || exit 2

for test in "$@"; do
    case $test in
    *"$ONLY"*) printf '%s\n' "$test" ;;
    esac
done | xargs -n 1 -P "${JOBS:-2}" "$(dirname "$0")/run_one.sh"

cat "$RESULTS"/*.count 2> /dev/null | awk '
    { passed += $1; failed += $2 }
    END {
        if (NR == 0) {
            print "no test has run"
            failed = 1
        }
        printf "%d passed, %d failed\n", passed, failed
        exit failed > 0
    }'
