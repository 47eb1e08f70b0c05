#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "an_build.h"
#include "an_reference.h"
#include "analysis/an_compare.h"
#include "support/support_alloc.h"
#include "support/support_file.h"

#include <string.h>

/* The same work, blocking: three calls of time.sleep. */
static void build_blocking(Build *build)
{
    static const int64_t sleeps[3] = {1000, 500, 250};
    build->recorder.cause = build_event(build, TRACE_RUN_BEGIN, 0, build_string(build, "three_fetches.py"), 0, 0);
    build_event(build, TRACE_FRAME_PUSH, 0, build_string(build, "<module>"), 1, TRACE_FRAME_MODULE);
    for (int i = 0; i < 3; i++) {
        int64_t until_ns = build->recorder.time_ns + sleeps[i] * BUILD_MS;
        build_amount(build, TRACE_BLOCK, 0, until_ns, TRACE_BLOCK_SLEEP);
        build->recorder.time_ns = until_ns;
        build_event(build, TRACE_BLOCK_END, 0, 0, 0, TRACE_BLOCK_SLEEP);
    }
    build_event(build, TRACE_RUN_END, 0, 0, 0, TRACE_END_NORMAL);
}

static void test_three_fetches(void **state)
{
    (void)state;
    SupportAlloc memory;
    Build build;
    ThreeFetches names;
    AnStats stats;
    AnTaskStats task;
    support_alloc_init(&memory);
    build_begin(&build, &memory.alloc);
    build_three_fetches(&build, &names);
    AnModel *model = an_model_new(&memory.alloc, build.trace);
    an_stats(model, &stats);
    assert_int_equal(stats.elapsed_ns, 1000 * (int64_t)BUILD_MS);
    assert_int_equal(stats.idle_ns, 1000 * (int64_t)BUILD_MS);
    assert_int_equal(stats.busy_ns, 0);
    assert_int_equal(stats.blocked_ns, 0);
    assert_int_equal(stats.events, trace_count(build.trace));
    assert_int_equal(stats.iterations, 12);
    assert_int_equal(stats.steps, 8);
    assert_int_equal(stats.callbacks, 3);
    assert_int_equal(stats.tasks, 4);
    assert_int_equal(stats.tasks_failed, 0);
    assert_int_equal(stats.max_tasks, 4);
    assert_int_equal(stats.max_ready, 3);
    assert_int_equal(stats.max_waiting, 4);
    assert_int_equal(stats.longest_hold_ns, 0);
    assert_int_equal(stats.outputs, 1);
    assert_true(stats.ended);
    assert_int_equal(stats.end, TRACE_END_NORMAL);
    an_stats_task(model, names.fetch[1], &task);
    assert_int_equal(task.alive_ns, 500 * (int64_t)BUILD_MS);
    assert_int_equal(task.waiting_ns, 500 * (int64_t)BUILD_MS);
    assert_int_equal(task.wait_ns[TRACE_WAIT_SLEEP], 500 * (int64_t)BUILD_MS);
    assert_int_equal(task.running_ns, 0);
    assert_int_equal(task.steps, 2);
    an_stats_task(model, names.main, &task);
    assert_int_equal(task.wait_ns[TRACE_WAIT_GATHER], 1000 * (int64_t)BUILD_MS);
    an_stats_task(model, names.gather, &task);
    assert_int_equal(task.alive_ns, 0);
    an_model_free(model);
    build_end(&build);
    support_alloc_end(&memory);
}

/* A step that blocks its loop, an exception, a cancellation, no end. */
static void test_a_held_loop(void **state)
{
    (void)state;
    SupportAlloc memory;
    Build build;
    AnStats stats;
    AnTaskStats task_stats;
    support_alloc_init(&memory);
    build_begin(&build, &memory.alloc);
    build_run(&build, "x.py", "");
    uint32_t task = build_task(&build, "slow()", true);
    uint32_t other = build_task(&build, "patient()", false);
    uint32_t step = build_step(&build, task, 4);
    build_amount(&build, TRACE_BLOCK, 0, 700 * (int64_t)BUILD_MS, TRACE_BLOCK_SLEEP);
    build.recorder.time_ns = 700 * (int64_t)BUILD_MS;
    build_event(&build, TRACE_BLOCK_END, 0, 0, 0, TRACE_BLOCK_SLEEP);
    build_event(&build, TRACE_TASK_DONE, task, 0, 0, TRACE_OUTCOME_EXCEPTION);
    build_step(&build, other, 6);
    build.recorder.time_ns += 50 * (int64_t)BUILD_MS;
    build_event(&build, TRACE_TASK_DONE, other, 0, 0, TRACE_OUTCOME_CANCELLED);
    AnModel *model = an_model_new(&memory.alloc, build.trace);
    an_stats(model, &stats);
    assert_int_equal(stats.elapsed_ns, 750 * (int64_t)BUILD_MS);
    assert_int_equal(stats.busy_ns, 750 * (int64_t)BUILD_MS);
    assert_int_equal(stats.blocked_ns, 700 * (int64_t)BUILD_MS);
    assert_int_equal(stats.longest_hold_ns, 700 * (int64_t)BUILD_MS);
    assert_int_equal(stats.longest_hold_seq, step);
    assert_int_equal(stats.tasks_failed, 1);
    assert_int_equal(stats.tasks_cancelled, 1);
    assert_false(stats.ended);
    an_stats_task(model, other, &task_stats);
    assert_int_equal(task_stats.ready_ns, 700 * (int64_t)BUILD_MS);
    assert_int_equal(task_stats.running_ns, 50 * (int64_t)BUILD_MS);
    LsBuf out;
    ls_buf_init(&out, &memory.alloc);
    an_stats_text(model, &stats, &out);
    support_assert_golden("tests/analysis/golden/stats.txt", ls_buf_text(&out));
    ls_buf_free(&out);
    an_model_free(model);
    build_end(&build);
    support_alloc_end(&memory);
}

/* The largest numbers at once, counted one event after the other. */
static void test_most_at_once(void **state)
{
    (void)state;
    SupportAlloc memory;
    Build build;
    AnStats stats;
    support_alloc_init(&memory);
    build_begin(&build, &memory.alloc);
    build_random(&build, 5, 200, 30);
    AnModel *model = an_model_new(&memory.alloc, build.trace);
    uint32_t ready = 0;
    uint32_t waiting = 0;
    for (uint32_t seq = 0; seq < an_model_count(model); seq++) {
        an_model_seek(model, seq);
        ready = an_model_ready_count(model) > ready ? an_model_ready_count(model) : ready;
        waiting = an_model_waiting_count(model) > waiting ? an_model_waiting_count(model) : waiting;
    }
    an_stats(model, &stats);
    assert_int_equal(stats.max_ready, ready);
    assert_int_equal(stats.max_waiting, waiting);
    assert_int_equal(stats.busy_ns + stats.idle_ns, stats.elapsed_ns);
    an_model_free(model);
    build_end(&build);
    support_alloc_end(&memory);
}

static void test_compare(void **state)
{
    (void)state;
    SupportAlloc memory;
    Build gathered;
    Build blocking;
    ThreeFetches names;
    AnCompare compare;
    LsBuf out;
    support_alloc_init(&memory);
    build_begin(&gathered, &memory.alloc);
    build_three_fetches(&gathered, &names);
    build_begin(&blocking, &memory.alloc);
    build_blocking(&blocking);
    AnModel *first = an_model_new(&memory.alloc, blocking.trace);
    AnModel *second = an_model_new(&memory.alloc, gathered.trace);
    ls_buf_init(&out, &memory.alloc);
    an_compare(first, second, &compare);
    assert_int_equal(compare.difference_ns, 750 * (int64_t)BUILD_MS);
    assert_true(compare.ratio > 1.7499 && compare.ratio < 1.7501);
    an_compare_text(&compare, "main_sync", "main_async", &out);
    support_assert_golden("tests/analysis/golden/compare.txt", ls_buf_text(&out));
    ls_buf_clear(&out);
    an_compare(second, first, &compare);
    an_compare_sentence(&compare, "a", "b", &out);
    assert_string_equal(ls_buf_text(&out), "a needs 1 s, b 1.75 s: 750 ms less, 1.75 times as fast.");
    ls_buf_clear(&out);
    an_compare(first, first, &compare);
    an_compare_sentence(&compare, "a", "b", &out);
    assert_string_equal(ls_buf_text(&out), "a and b both need 1.75 s.");
    assert_int_equal(an_model_count(first) - 1, an_compare_seek(first, INT64_MAX));
    uint32_t seq = an_compare_seek(first, 1200 * (int64_t)BUILD_MS);
    assert_int_equal(trace_at(blocking.trace, seq)->kind, TRACE_BLOCK);
    assert_int_equal(trace_at(blocking.trace, seq)->time_ns, 1000 * (int64_t)BUILD_MS);
    ls_buf_free(&out);
    an_model_free(first);
    an_model_free(second);
    build_end(&gathered);
    build_end(&blocking);
    support_alloc_end(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_fetches),
        cmocka_unit_test(test_a_held_loop),
        cmocka_unit_test(test_most_at_once),
        cmocka_unit_test(test_compare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
