#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "an_build.h"
#include "an_reference.h"
#include "analysis/an_dump.h"
#include "support/support_alloc.h"
#include "support/support_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the three fetches --- */

typedef struct Fixture {
    SupportAlloc memory;
    Build build;
    ThreeFetches names;
    AnModel *model;
} Fixture;

static int setup(void **state)
{
    Fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    support_alloc_init(&fixture->memory);
    build_begin(&fixture->build, &fixture->memory.alloc);
    build_three_fetches(&fixture->build, &fixture->names);
    fixture->model = an_model_new(&fixture->memory.alloc, fixture->build.trace);
    assert_non_null(fixture->model);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    Fixture *fixture = *state;
    an_model_free(fixture->model);
    build_end(&fixture->build);
    support_alloc_end(&fixture->memory);
    free(fixture);
    return 0;
}

static char *dump_at(Fixture *fixture, uint32_t seq)
{
    LsBuf out;
    ls_buf_init(&out, &fixture->memory.alloc);
    an_model_seek(fixture->model, seq);
    an_model_dump(fixture->model, &out);
    assert_false(out.failed);
    char *copy = strdup(ls_buf_text(&out));
    ls_buf_free(&out);
    return copy;
}

static void test_position(void **state)
{
    Fixture *fixture = *state;
    AnModel *model = fixture->model;
    uint32_t last = an_model_count(model) - 1;
    assert_int_equal(an_model_position(model), 0);
    assert_false(an_model_step(model, -1));
    assert_true(an_model_step(model, 1));
    assert_int_equal(an_model_position(model), 1);
    an_model_seek(model, UINT32_MAX);
    assert_int_equal(an_model_position(model), last);
    assert_false(an_model_step(model, 1));
    assert_true(an_model_step(model, -INT64_MAX));
    assert_int_equal(an_model_position(model), 0);
    assert_true(an_model_step(model, INT64_MAX));
    assert_int_equal(an_model_position(model), last);
    assert_int_equal(an_model_now(model), 1000 * (int64_t)BUILD_MS);
    assert_int_equal(an_model_end_ns(model), 1000 * (int64_t)BUILD_MS);
    assert_int_equal(an_model_event(model)->kind, TRACE_RUN_END);
}

/* The states of the whole run, one after the other; then in other orders. */
static void test_golden_states(void **state)
{
    Fixture *fixture = *state;
    LsBuf out;
    ls_buf_init(&out, &fixture->memory.alloc);
    for (uint32_t seq = 0; seq < an_model_count(fixture->model); seq++) {
        an_model_seek(fixture->model, seq);
        an_model_dump(fixture->model, &out);
        ls_buf_putc(&out, '\n');
    }
    support_assert_golden("tests/analysis/golden/three_fetches_states.txt", ls_buf_text(&out));
    ls_buf_free(&out);
}

static void test_forwards_backwards_and_jumps_agree(void **state)
{
    Fixture *fixture = *state;
    uint32_t count = an_model_count(fixture->model);
    char **states = calloc(count, sizeof *states);
    for (uint32_t seq = 0; seq < count; seq++) {
        states[seq] = dump_at(fixture, seq);
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t backwards = count - 1 - i;
        char *again = dump_at(fixture, backwards);
        assert_string_equal(again, states[backwards]);
        free(again);
        uint32_t anywhere = i * 7919u % count;
        again = dump_at(fixture, anywhere);
        assert_string_equal(again, states[anywhere]);
        free(again);
    }
    for (uint32_t seq = 0; seq < count; seq++) {
        free(states[seq]);
    }
    free(states);
}

static void test_what_the_screen_asks(void **state)
{
    Fixture *fixture = *state;
    AnModel *model = fixture->model;
    AnTask task;
    AnWaiting waiting[8];
    AnReady ready[8];
    AnThread thread;
    AnFrame frames[4];
    char label[64];
    an_model_seek(model, fixture->names.resumed[2]); /* gamma runs, at 250 ms */
    assert_true(an_model_thread(model, 0, &thread));
    assert_int_equal(thread.running, AN_RUN_TASK);
    assert_int_equal(thread.running_entity, fixture->names.fetch[2]);
    assert_int_equal(an_model_waiting_count(model), 3);
    assert_int_equal(an_model_waiting(model, 0, waiting, 8), 3);
    assert_int_equal(waiting[0].entity, fixture->names.fetch[1]);
    assert_int_equal(waiting[0].until_ns, 500 * (int64_t)BUILD_MS);
    assert_int_equal(waiting[1].entity, fixture->names.fetch[0]);
    assert_int_equal(waiting[2].entity, fixture->names.main);
    assert_int_equal(waiting[2].until_ns, AN_FOREVER);
    assert_int_equal(waiting[2].awaited, fixture->names.gather);
    assert_int_equal(an_model_waiting(model, 2, waiting, 8), 1);
    assert_int_equal(waiting[0].entity, fixture->names.main);
    assert_int_equal(an_model_waiting(model, 3, waiting, 8), 0);
    assert_true(an_model_task(model, fixture->names.fetch[2], &task));
    assert_int_equal(task.state, AN_RUNNING);
    assert_int_equal(task.number, 4);
    assert_int_equal(task.parent, fixture->names.main);
    assert_int_equal(task.line, 4);
    assert_int_equal(an_model_task_frames(model, fixture->names.main, frames, 4), 1);
    assert_int_equal(frames[0].line, 8);
    assert_string_equal(trace_text(fixture->build.trace, frames[0].label, NULL), "main()");
    an_model_label(model, fixture->names.fetch[2], label, sizeof label);
    assert_string_equal(label, "fetch(\"gamma\")");
    assert_int_equal(an_model_label(model, fixture->names.fetch[2], label, 6), 5);
    assert_string_equal(label, "fetch");

    uint32_t pending;
    assert_int_equal(an_model_link_count(model, fixture->names.gather, &pending), 3);
    assert_int_equal(pending, 3);
    uint32_t members[4];
    assert_int_equal(an_model_links(model, fixture->names.gather, 1, members, 4), 2);
    assert_int_equal(members[0], fixture->names.fetch[1]);

    an_model_seek(model, fixture->names.gathered);
    assert_int_equal(an_model_ready_count(model), 3);
    assert_int_equal(an_model_ready(model, 1, ready, 8), 2);
    assert_int_equal(ready[0].entity, fixture->names.fetch[1]);
    assert_int_equal(ready[0].sort, AN_ENTRY_STEP);
    assert_int_equal(ready[0].role, TRACE_ROLE_FIRST_STEP);
    assert_int_equal(an_model_output_count(model), 0);

    AnFuture future;
    assert_true(an_model_future(model, fixture->names.gather, &future));
    assert_false(future.done);
    an_model_seek(model, UINT32_MAX);
    assert_true(an_model_future(model, fixture->names.gather, &future));
    assert_true(future.done);
    assert_int_equal(an_model_output_count(model), 1);
    AnLoop loop;
    assert_false(an_model_loop(model, 0, &loop));
    assert_false(an_model_thread(model, 1, &thread));
    assert_false(an_model_task(model, fixture->names.gather, &task));
    assert_false(an_model_task(model, 123456, &task));
}

/* --- against a plain fold --- */

static void test_three_fetches_like_a_fold(void **state)
{
    Fixture *fixture = *state;
    reference_compare(&fixture->memory.alloc, fixture->build.trace);
}

static void test_random_runs_like_a_fold(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 12; seed++) {
        SupportAlloc memory;
        Build build;
        support_alloc_init(&memory);
        build_begin(&build, &memory.alloc);
        build_random(&build, seed, seed * 60, 8 + seed * 8);
        reference_compare(&memory.alloc, build.trace);
        build_end(&build);
        support_alloc_end(&memory);
    }
}

/* --- edges --- */

static void test_empty_trace(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    Trace *trace = trace_new(&memory.alloc);
    AnModel *model = an_model_new(&memory.alloc, trace);
    assert_non_null(model);
    AnReady ready[2];
    AnWaiting waiting[2];
    AnThread thread;
    AnLoop loop;
    AnTask task;
    AnFrame frames[2];
    an_model_seek(model, 5);
    assert_int_equal(an_model_count(model), 0);
    assert_int_equal(an_model_position(model), 0);
    assert_false(an_model_step(model, 1));
    assert_null(an_model_event(model));
    assert_int_equal(an_model_now(model), 0);
    assert_int_equal(an_model_ready(model, 0, ready, 2), 0);
    assert_int_equal(an_model_waiting(model, 0, waiting, 2), 0);
    assert_int_equal(an_model_task_count(model), 0);
    assert_int_equal(an_model_thread_count(model), 1);
    assert_false(an_model_thread(model, 0, &thread));
    assert_false(an_model_loop(model, 0, &loop));
    assert_false(an_model_task(model, 1, &task));
    assert_int_equal(an_model_task_frames(model, 1, frames, 2), 0);
    assert_int_equal(an_model_thread_frames(model, 0, frames, 2), 0);
    an_model_free(model);
    trace_free(trace);
    support_alloc_end(&memory);
}

/* A blocking script: no loop, no task; frames and blocks of the main thread. */
static void test_plain_script(void **state)
{
    (void)state;
    SupportAlloc memory;
    Build build;
    support_alloc_init(&memory);
    build_begin(&build, &memory.alloc);
    build.recorder.cause = build_event(&build, TRACE_RUN_BEGIN, 0, build_string(&build, "sync.py"), 0, 0);
    build_event(&build, TRACE_FRAME_PUSH, 0, build_string(&build, "<module>"), 1, TRACE_FRAME_MODULE);
    build.recorder.line = 9;
    build_event(&build, TRACE_LINE, 0, 0, 0, 0);
    build_event(&build, TRACE_FRAME_PUSH, 0, build_string(&build, "fetch()"), 3, TRACE_FRAME_FUNCTION);
    build.recorder.line = 4;
    build_event(&build, TRACE_LINE, 0, 0, 0, 0);
    uint32_t block = build_amount(&build, TRACE_BLOCK, 0, 1000 * (int64_t)BUILD_MS, TRACE_BLOCK_SLEEP);
    build.recorder.time_ns = 1000 * (int64_t)BUILD_MS;
    uint32_t ended = build_event(&build, TRACE_BLOCK_END, 0, 0, 0, TRACE_BLOCK_SLEEP);
    uint32_t popped = build_event(&build, TRACE_FRAME_POP, 0, 0, 0, TRACE_OUTCOME_RESULT);
    AnModel *model = an_model_new(&memory.alloc, build.trace);
    AnThread thread;
    AnFrame frames[4];
    an_model_seek(model, block);
    assert_true(an_model_thread(model, 0, &thread));
    assert_int_equal(thread.state, AN_BLOCKED);
    assert_int_equal(thread.running, AN_RUN_PLAIN);
    assert_true(thread.blocked);
    assert_int_equal(thread.blocked_until_ns, 1000 * (int64_t)BUILD_MS);
    assert_int_equal(thread.line, 4);
    assert_int_equal(an_model_thread_frames(model, 0, frames, 4), 2);
    assert_int_equal(frames[0].line, 4);
    assert_int_equal(frames[1].line, 9);
    an_model_seek(model, ended);
    assert_true(an_model_thread(model, 0, &thread));
    assert_int_equal(thread.state, AN_RUNNING);
    an_model_seek(model, popped);
    assert_int_equal(an_model_thread_frames(model, 0, frames, 4), 1);
    assert_int_equal(frames[0].line, 9);
    an_model_free(model);
    build_end(&build);
    support_alloc_end(&memory);
}

static void test_cancelled_entries(void **state)
{
    (void)state;
    SupportAlloc memory;
    Build build;
    support_alloc_init(&memory);
    build_begin(&build, &memory.alloc);
    build_run(&build, "x.py", "");
    uint32_t handle = trace_new_id(build.trace);
    uint32_t label = build_string(&build, "tick()");
    build_event(&build, TRACE_HANDLE_LABEL, handle, 0, label, TRACE_ROLE_CALL_LATER);
    uint32_t armed = build_amount(&build, TRACE_TIMER_ARM, handle, 5, 0);
    uint32_t task = build_task(&build, "t()", true);
    build_step(&build, task, trace_count(build.trace) - 1);
    uint32_t slept = build_sleep(&build, task, 1);
    build_caused(&build, TRACE_SLEEP_DUE, slept, task, 0, 0, 0);
    uint32_t due = build_event(&build, TRACE_TIMER_DUE, handle, 0, 0, 0);
    uint32_t cancel = build_event(&build, TRACE_HANDLE_CANCEL, handle, 0, 0, 0);
    build_event(&build, TRACE_TASK_CANCEL, task, 0, 0, 0);
    build_event(&build, TRACE_SLEEP_CANCEL, task, 0, 0, 0);
    uint32_t thrown = build_event(&build, TRACE_TASK_READY, task, 0, 0, TRACE_ROLE_THROW);
    uint32_t skipped = build_event(&build, TRACE_HANDLE_SKIP, task, 0, 0, 0);
    build_event(&build, TRACE_HANDLE_SKIP, handle, 0, 0, 0);
    AnModel *model = an_model_new(&memory.alloc, build.trace);
    AnReady rows[4];
    AnWaiting waiting[4];
    an_model_seek(model, armed);
    assert_int_equal(an_model_waiting(model, 0, waiting, 4), 1);
    assert_false(waiting[0].is_task);
    assert_int_equal(waiting[0].label, label);
    an_model_seek(model, due);
    assert_int_equal(an_model_waiting_count(model), 0);
    assert_int_equal(an_model_ready(model, 0, rows, 4), 2);
    assert_int_equal(rows[0].sort, AN_ENTRY_SLEEP_TIMER);
    assert_false(rows[0].cancelled);
    assert_int_equal(rows[1].sort, AN_ENTRY_HANDLE);
    assert_false(rows[1].cancelled);
    an_model_seek(model, cancel);
    assert_int_equal(an_model_ready(model, 0, rows, 4), 2);
    assert_true(rows[1].cancelled);
    an_model_seek(model, thrown);
    assert_int_equal(an_model_ready(model, 0, rows, 4), 3);
    assert_true(rows[0].cancelled);
    assert_int_equal(rows[2].sort, AN_ENTRY_STEP);
    assert_int_equal(rows[2].role, TRACE_ROLE_THROW);
    assert_false(rows[2].cancelled);
    AnTask state_of;
    assert_true(an_model_task(model, task, &state_of));
    assert_int_equal(state_of.cancel_requests, 1);
    an_model_seek(model, skipped);
    assert_int_equal(an_model_ready(model, 0, rows, 4), 2);
    assert_int_equal(rows[0].entity, handle);
    an_model_step(model, 1);
    assert_int_equal(an_model_ready_count(model), 1);
    an_model_free(model);
    build_end(&build);
    support_alloc_end(&memory);
}

static void test_every_allocation_may_fail(void **state)
{
    Fixture *fixture = *state;
    SupportAlloc memory;
    for (size_t n = 1; support_alloc_begin(&memory, n); n++) {
        AnModel *model = an_model_new(&memory.alloc, fixture->build.trace);
        assert_int_equal(model == NULL, memory.failed);
        an_model_free(model);
        support_alloc_end(&memory);
    }
}

typedef struct Seen {
    uint64_t calls, total;
    bool stops;
} Seen;

static bool note_progress(void *context, uint64_t done, uint64_t total)
{
    Seen *seen = context;
    assert_true(done < total);
    seen->calls++;
    seen->total = total;
    return seen->stops;
}

static void test_who_watches_may_stop(void **state)
{
    Fixture *fixture = *state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    Seen seen = {0};
    LsWatch watch = {.context = &seen, .progress = note_progress};
    AnModel *model = an_model_new_watched(&memory.alloc, fixture->build.trace, &watch);
    assert_non_null(model);
    assert_int_equal(seen.calls, 1);
    assert_int_equal(seen.total, an_model_count(model));
    an_model_free(model);
    seen.stops = true;
    assert_null(an_model_new_watched(&memory.alloc, fixture->build.trace, &watch));
    support_alloc_end(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_position, setup, teardown),
        cmocka_unit_test_setup_teardown(test_golden_states, setup, teardown),
        cmocka_unit_test_setup_teardown(test_forwards_backwards_and_jumps_agree, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_the_screen_asks, setup, teardown),
        cmocka_unit_test_setup_teardown(test_three_fetches_like_a_fold, setup, teardown),
        cmocka_unit_test(test_random_runs_like_a_fold),
        cmocka_unit_test(test_empty_trace),
        cmocka_unit_test(test_plain_script),
        cmocka_unit_test(test_cancelled_entries),
        cmocka_unit_test_setup_teardown(test_every_allocation_may_fail, setup, teardown),
        cmocka_unit_test_setup_teardown(test_who_watches_may_stop, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
