#!/bin/sh
# run_fuzz.sh PROGRAM...: runs each fuzz target for $FUZZ_SECONDS, starting from tests/fuzz/corpus/NAME where there is
# such a directory.  What crashes a target is left in $BUILD/crashes.
set -u

crashes=$BUILD/crashes
failed=0
mkdir -p "$crashes" || exit 2
for program in "$@"; do
    name=$(basename "$program")
    work=$BUILD/corpus/$name
    mkdir -p "$work" || exit 2
    set -- "$work"
    [ ! -d "tests/fuzz/corpus/$name" ] || set -- "$work" "tests/fuzz/corpus/$name"
    if "$program" -max_total_time="${FUZZ_SECONDS:-20}" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$crashes/$name-" "$@" > "$BUILD/$name.log" 2>&1; then
        echo "  ok   $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$BUILD/$name.log") inputs"
    else
        failed=1
        echo "  FAIL $name"
        tail -n 40 "$BUILD/$name.log" | sed 's/^/       | /'
    fi
done
exit $failed
