#!/bin/sh
# run_fuzz.sh PROGRAM...: runs each fuzz target NAME for $FUZZ_SECONDS.  It starts from the files in tests/fuzz/corpus/NAME
# and in the directories that tests/fuzz/NAME.seeds names, with the words of tests/fuzz/NAME.dict, where there are such.
# What crashes a target is left in $BUILD/crashes.
set -u

crashes=$BUILD/crashes
failed=0
mkdir -p "$crashes" || exit 2
for program in "$@"; do
    name=$(basename "$program")
    work=$BUILD/corpus/$name
    seeds=$BUILD/seeds/$name
    rm -rf "$seeds"
    mkdir -p "$work" "$seeds" || exit 2
    if [ -f "tests/fuzz/$name.seeds" ]; then
        # shellcheck disable=SC2046 # a list of directories
        find $(cat "tests/fuzz/$name.seeds") -name '*.py' -size -8k -exec cp {} "$seeds" \;
    fi
    set -- "$work" "$seeds"
    [ ! -d "tests/fuzz/corpus/$name" ] || set -- "$@" "tests/fuzz/corpus/$name"
    [ ! -f "tests/fuzz/$name.dict" ] || set -- "-dict=tests/fuzz/$name.dict" "$@"
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
