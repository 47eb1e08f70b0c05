#!/bin/sh
# run_one.sh TEST: runs one test for run_tests.sh, prints its line (and its output when it failed) in one piece, and
# leaves "passed failed" in $RESULTS.
set -u

test=$1
id=$(printf '%s\n' "${test#"$BUILD"/}" | tr '/' '-')
log=$RESULTS/$id.log
report=$RESULTS/$id.report

limited() {
    if command -v timeout > /dev/null 2>&1; then
        timeout -k 5 "$TEST_TIMEOUT" "$@"
    else
        "$@"
    fi
}

finish() { # finish PASSED FAILED SKIPPED NOTE
    printf '%d %d\n' "$1" "$2" > "$RESULTS/$id.count"
    {
        mark=ok
        [ "$2" -eq 0 ] || mark=FAIL
        note=$4
        [ "$3" -eq 0 ] || note="${note:+$note, }$3 skipped"
        printf '  %-4s %-42s %4d passed, %d failed%s\n' "$mark" "${test#"$BUILD"/}" "$1" "$2" "${note:+ ($note)}"
        if [ "$2" -ne 0 ]; then
            grep -v '^ok ' "$log" | tail -n 200 | sed 's/^/       | /'
        fi
    } > "$report"
    cat "$report"
}

# The sums of a cmocka program in TAP form; what the plan promised and the program did not deliver has failed.
count_tap() { # count_tap STATUS
    awk -v status="$1" '
        /^1\.\.[0-9]+$/ { plan += substr($0, 4) }
        /^ok [0-9]+/ { passed++ }
        /^not ok [0-9]+ # SKIP/ { skipped++; next }
        /^not ok [0-9]+/ { failed++ }
        END {
            if (passed + failed + skipped < plan) failed = plan - passed - skipped
            if (status != 0 && failed == 0) failed = 1
            if (plan == 0 && failed == 0) failed = 1
            print passed + 0, failed + 0, skipped + 0
        }' "$log"
}

# The sums of a script: its last line.
count_script() { # count_script STATUS
    awk -v status="$1" '
        { last = $0 }
        END {
            if (last ~ /^[0-9]+ passed, [0-9]+ failed$/) {
                split(last, word, " ")
                passed = word[1]
                failed = word[3]
            } else {
                failed = 1
            }
            if (status != 0 && failed == 0) failed = 1
            print passed + 0, failed + 0, 0
        }' "$log"
}

case $test in
*.py)
    # A script in Python may have a stand-in for machines without one.
    if command -v python3 > /dev/null 2>&1; then
        :
    elif [ -x "${test%.py}_without_python.sh" ]; then
        test=${test%.py}_without_python.sh
    else
        finish 0 0 0 "not run: there is no python3"
        exit 0
    fi
    ;;
esac
case $test in
tests/tools/* | */test_*.py) counter=count_script ;;
*.sh | *.py)
    if [ ! -x "$LOOPSCOPE" ]; then
        finish 0 0 0 "not run: there is no program yet"
        exit 0
    fi
    counter=count_script
    ;;
*) counter=count_tap ;;
esac

limited "./$test" > "$log" 2>&1 < /dev/null
status=$?
note=
case $status in
0) ;;
124 | 137) note="stopped after $TEST_TIMEOUT s" ;;
*) [ "$status" -lt 128 ] || note="killed by signal $((status - 128))" ;;
esac
counts=$($counter "$status")
# shellcheck disable=SC2086 # three numbers
finish $counts "$note"
