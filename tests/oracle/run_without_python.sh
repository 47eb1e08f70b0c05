#!/bin/sh
# run_without_python.sh [NAME]: what run.py does with the kept outputs, for machines that have no Python: runs each program
# and scenario whose path contains NAME under `loopscope run` and compares stdout, the exit status and, after an
# uncaught exception, the last line of stderr with what CPython 3.11 printed.
set -u
cd "$(dirname "$0")/../.." || exit 2

LOOPSCOPE=${LOOPSCOPE:-build/loopscope}
wanted=${1:-}
passed=0
failed=0
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT

fail() { # fail TARGET WHAT
    echo "FAILED $1: $2"
    failed=$((failed + 1))
}

limited() {
    if command -v timeout > /dev/null 2>&1; then
        timeout 10 "$@"
    else
        "$@"
    fi
}

compare() { # compare TARGET KEPT: KEPT.out and, where there is one, KEPT.exp
    want_status=0
    want_last=
    if [ -f "$2.exp" ]; then
        want_status=$(sed -n 's/^status //p' "$2.exp")
        want_last=$(sed -n 's/^last //p' "$2.exp")
    fi
    limited "$LOOPSCOPE" run "$1" > "$scratch/out" 2> "$scratch/err" < /dev/null
    status=$?
    if ! cmp -s "$2.out" "$scratch/out"; then
        fail "$1" "its output differs:"
        diff "$2.out" "$scratch/out" | head -n 20
    elif [ "$status" -ne "$want_status" ]; then
        fail "$1" "exit status $status instead of $want_status"
    elif [ -n "$want_last" ] && [ "$(tail -n 1 "$scratch/err")" != "$want_last" ]; then
        fail "$1" "stderr ends: $(tail -n 1 "$scratch/err")"
    else
        passed=$((passed + 1))
    fi
}

find tests/programs tests/scenarios -name '*.out' ! -path 'tests/programs/next/*' | sort > "$scratch/kept"
while IFS= read -r kept; do
    kept=${kept%.out}
    target=$kept.py
    case $kept in
    tests/scenarios/*)
        name=${kept#tests/scenarios/}
        target=scenarios/${name%%.*}.py
        [ "$name" = "${name%%.*}" ] || target=$target:${name#*.}
        ;;
    esac
    case $target in
    *"$wanted"*) compare "$target" "$kept" ;;
    esac
done < "$scratch/kept"

echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
