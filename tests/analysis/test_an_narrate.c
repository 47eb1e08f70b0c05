#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "an_build.h"
#include "analysis/an_narrate.h"
#include "analysis/an_nav.h"
#include "support/support_alloc.h"
#include "support/support_file.h"

#include <stdio.h>
#include <string.h>

static void test_times(void **state)
{
    (void)state;
    static const struct {
        int64_t ns;
        const char *text;
        const char *clock;
    } cases[] = {
        {0, "0 s", "0.000 s"},
        {7, "7 ns", "0.000 s"},
        {1500, "1.5 µs", "0.000 s"},
        {250000000, "250 ms", "0.250 s"},
        {1500000, "1.5 ms", "0.001 s"},
        {999999999, "999 ms", "0.999 s"},
        {1000000000, "1 s", "1.000 s"},
        {1250000000, "1.25 s", "1.250 s"},
        {59999000000, "59.999 s", "59.999 s"},
        {60000000000, "1 min", "60.000 s"},
        {125000000000, "2 min 5 s", "125.000 s"},
        {3600000000000, "1 h", "3600.000 s"},
        {3660000000000, "1 h 1 min", "3660.000 s"},
        {3605000000000, "1 h", "3605.000 s"},
        {90000000000000, "1 d 1 h", "90000.000 s"},
        {-250000000, "-250 ms", NULL},
        {AN_FOREVER, "for ever", NULL},
        {INT64_MIN, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[AN_TIME_SIZE];
        an_time_text(cases[i].ns, text);
        assert_true(strlen(text) < AN_TIME_SIZE);
        if (cases[i].text != NULL) {
            assert_string_equal(text, cases[i].text);
        }
        an_clock_text(cases[i].ns, text);
        assert_true(strlen(text) < AN_TIME_SIZE);
        if (cases[i].clock != NULL) {
            assert_string_equal(text, cases[i].clock);
        }
    }
}

/* --- all kinds, each in a situation where it occurs --- */

static uint32_t text(Build *build, const char *string)
{
    return build_string(build, string);
}

static uint32_t new_sync(Build *build, const char *label, uint32_t level, TraceWait wait)
{
    uint32_t sync = trace_new_id(build->trace);
    build_event(build, TRACE_SYNC_NEW, sync, text(build, label), level, wait);
    return sync;
}

static void all_waits(Build *build, uint32_t task, uint32_t other)
{
    for (unsigned wait = 1; wait < TRACE_WAIT_COUNT; wait++) {
        build_event(build, TRACE_TASK_WAIT, task, wait == TRACE_WAIT_TASK ? other : 0, 0, wait);
        build_event(build, TRACE_TASK_READY, task, 0, 0, TRACE_ROLE_WAKEUP);
        build_step(build, task, trace_count(build->trace) - 1);
    }
}

static void all_primitives(Build *build, uint32_t task, uint32_t other)
{
    uint32_t lock = new_sync(build, "lock", 0, TRACE_WAIT_LOCK);
    uint32_t queue = new_sync(build, "Queue(2)", 0, TRACE_WAIT_QUEUE_GET);
    uint32_t semaphore = new_sync(build, "Semaphore(3)", 3, TRACE_WAIT_SEMAPHORE);
    uint32_t event = new_sync(build, "", 0, TRACE_WAIT_EVENT);
    uint32_t barrier = new_sync(build, "Barrier(2)", 0, TRACE_WAIT_BARRIER);
    build_event(build, TRACE_SYNC_OP, lock, other, 1, TRACE_SYNC_ACQUIRE);
    build_event(build, TRACE_TASK_WAIT, task, lock, text(build, "lock.acquire()"), TRACE_WAIT_LOCK);
    uint32_t release = build_event(build, TRACE_SYNC_OP, lock, other, 0, TRACE_SYNC_RELEASE);
    build_caused(build, TRACE_TASK_READY, release, task, 0, 0, TRACE_ROLE_WAKEUP);
    build_step(build, task, trace_count(build->trace) - 1);
    build_event(build, TRACE_SYNC_OP, queue, task, 2, TRACE_SYNC_PUT);
    build_event(build, TRACE_SYNC_OP, queue, task, 1, TRACE_SYNC_GET);
    build_event(build, TRACE_SYNC_OP, queue, task, 0, TRACE_SYNC_GET);
    build_event(build, TRACE_SYNC_OP, queue, task, 0, TRACE_SYNC_TASK_DONE);
    build_event(build, TRACE_SYNC_OP, semaphore, 0, 2, TRACE_SYNC_ACQUIRE);
    build_event(build, TRACE_SYNC_OP, event, task, 1, TRACE_SYNC_SET);
    build_event(build, TRACE_SYNC_OP, event, task, 0, TRACE_SYNC_CLEAR);
    build_event(build, TRACE_SYNC_OP, lock, task, 0, TRACE_SYNC_NOTIFY);
    build_event(build, TRACE_SYNC_OP, barrier, task, 1, TRACE_SYNC_ARRIVE);
    build_event(build, TRACE_SYNC_OP, barrier, task, 1, TRACE_SYNC_BREAK);
}

static void all_futures(Build *build, uint32_t task, uint32_t other)
{
    for (unsigned outcome = 0; outcome < TRACE_OUTCOME_COUNT; outcome++) {
        uint32_t future = trace_new_id(build->trace);
        build_event(build, TRACE_FUTURE_NEW, future, outcome == 0 ? text(build, "answer") : 0, 0,
                    outcome == 2 ? TRACE_WAIT_SHIELD : TRACE_WAIT_FUTURE);
        build_event(build, TRACE_FUTURE_DONE, future, outcome == 0 ? text(build, "42") : 0, 0, outcome);
        uint32_t group = trace_new_id(build->trace);
        build_event(build, TRACE_GROUP_ENTER, group, task, outcome == 0 ? text(build, "the group") : 0, 0);
        build_event(build, TRACE_FUTURE_LINK, group, other, 0, 0);
        build_event(build, TRACE_GROUP_ABORT, group, outcome == 0 ? other : 0, 0, 0);
        build_event(build, TRACE_GROUP_EXIT, group, task, 0, outcome);
        uint32_t timeout = trace_new_id(build->trace);
        build_amount(build, TRACE_TIMEOUT_ENTER, timeout, outcome == 0 ? -1 : (int64_t)outcome * 2000 * BUILD_MS, 0);
        build_event(build, TRACE_TIMEOUT_FIRE, timeout, task, 0, 0);
        build_event(build, TRACE_TIMEOUT_EXIT, timeout, task, 0, outcome);
    }
}

static void all_handles(Build *build, uint32_t task)
{
    for (unsigned role = 0; role < TRACE_ROLE_COUNT; role++) {
        uint32_t handle = trace_new_id(build->trace);
        build_event(build, TRACE_HANDLE_READY, handle, role == TRACE_ROLE_DONE_CALLBACK ? task : 0,
                    role % 2 == 0 ? text(build, "tick(1)") : 0, role);
        if (role == TRACE_ROLE_CALL_SOON) {
            build_event(build, TRACE_HANDLE_CANCEL, handle, 0, 0, 0);
            build_event(build, TRACE_HANDLE_SKIP, handle, 0, 0, 0);
            continue;
        }
        build_event(build, TRACE_HANDLE_RUN, handle, 0, 0, 0);
        build->recorder.time_ns += role == TRACE_ROLE_THREADSAFE ? 30 * (int64_t)BUILD_MS : 0;
        build_event(build, TRACE_HANDLE_END, handle, 0, 0, role % 2);
    }
    uint32_t timer = trace_new_id(build->trace);
    build_event(build, TRACE_HANDLE_LABEL, timer, 0, text(build, "tock()"), TRACE_ROLE_CALL_LATER);
    build_amount(build, TRACE_TIMER_ARM, timer, build->recorder.time_ns + 5 * BUILD_MS, 0);
    build->recorder.time_ns += 5 * BUILD_MS;
    build_event(build, TRACE_TIMER_DUE, timer, 0, 0, 0);
    build_event(build, TRACE_HANDLE_RUN, timer, 0, 0, 0);
    build_event(build, TRACE_HANDLE_END, timer, 0, 0, 0);
    uint32_t never = trace_new_id(build->trace);
    build_amount(build, TRACE_TIMER_ARM, never, build->recorder.time_ns + 3600000 * (int64_t)BUILD_MS, 0);
    build_event(build, TRACE_HANDLE_CANCEL, never, 0, 0, 0);
}

static void all_of_threads(Build *build)
{
    uint32_t process = trace_new_id(build->trace);
    build_event(build, TRACE_PROCESS_NEW, process, text(build, "worker 1"), 0, 0);
    uint32_t job = trace_new_id(build->trace);
    uint32_t pool = trace_new_id(build->trace);
    build_event(build, TRACE_POOL_NEW, pool, text(build, "ThreadPoolExecutor-0"), 2, 0);
    build_event(build, TRACE_JOB_QUEUE, job, text(build, "crunch(3)"), pool, 0);
    build_event(build, TRACE_JOB_QUEUE, job, text(build, "crunch(3)"), 0, 0);
    build->recorder.thread = 1;
    uint32_t thread = trace_new_id(build->trace);
    build_event(build, TRACE_THREAD_NEW, thread, text(build, "worker-0"), process, 0);
    build_event(build, TRACE_JOB_BEGIN, job, 0, 0, 0);
    for (unsigned block = 0; block < TRACE_BLOCK_COUNT; block++) {
        build_amount(build, TRACE_BLOCK, block == TRACE_BLOCK_JOIN ? thread : 0,
                     block % 2 == 1 ? -1 : build->recorder.time_ns + 10 * BUILD_MS, block);
        build->recorder.time_ns += 10 * BUILD_MS;
        build_event(build, TRACE_BLOCK_END, 0, 0, 0, block);
    }
    for (unsigned flags = 0; flags < TRACE_CORE_COUNT; flags++) {
        build_event(build, TRACE_CORE, 0, 1, 0, flags);
    }
    for (unsigned flags = 0; flags < TRACE_GIL_COUNT; flags++) {
        build_amount(build, TRACE_GIL, process, flags % 2 == 0 ? 5 * BUILD_MS : 0, flags);
    }
    build_event(build, TRACE_JOB_END, job, text(build, "9"), 0, TRACE_OUTCOME_RESULT);
    build_event(build, TRACE_JOB_END, job, 0, 0, TRACE_OUTCOME_EXCEPTION);
    build_event(build, TRACE_THREAD_END, thread, 0, 0, 0);
    build_event(build, TRACE_PROCESS_END, process, 1, 0, 0);
    build->recorder.thread = 0;
}

static void all_of_network(Build *build)
{
    uint32_t connection = trace_new_id(build->trace);
    build_event(build, TRACE_CONNECTION_NEW, connection, text(build, "api.example.com:443"), 0, 0);
    for (unsigned outcome = 0; outcome < TRACE_OUTCOME_COUNT; outcome++) {
        uint32_t request = trace_new_id(build->trace);
        build_event(build, TRACE_REQUEST_BEGIN, request, text(build, "GET api.example.com/users"), connection, 0);
        build->recorder.time_ns += 10 * BUILD_MS;
        build_event(build, TRACE_REQUEST_END, request, outcome == 0 ? 200 : 0, outcome == 0 ? 1 : 0, outcome);
    }
    build_event(build, TRACE_REQUEST_END, trace_new_id(build->trace), 404, 2, TRACE_OUTCOME_RESULT);
    build_event(build, TRACE_CONNECTION_END, connection, 0, 0, 0);
}

static void all_of_code(Build *build)
{
    for (unsigned frame = 0; frame < TRACE_FRAME_COUNT; frame++) {
        build_event(build, TRACE_FRAME_PUSH, 0, text(build, "helper()"), 3, frame);
        build->recorder.line = frame == 0 ? 999 : 0;
        build_event(build, TRACE_LINE, 0, 0, 0, 0);
        build_event(build, TRACE_RAISE, 0, text(build, "ValueError('no')"), 0, 0);
        build_event(build, TRACE_FRAME_POP, 0, frame == 0 ? 0 : text(build, "ValueError('no')"), 0,
                    frame % 2 == 0 ? TRACE_OUTCOME_RESULT : TRACE_OUTCOME_EXCEPTION);
    }
    build_event(build, TRACE_FRAME_POP, 0, 0, 0, TRACE_OUTCOME_RESULT);
    build_event(build, TRACE_OUTPUT, 0, text(build, "two\nlines\t\033[31mred\n"), 0, TRACE_STREAM_STDERR);
    build_event(build, TRACE_OUTPUT, 0, text(build, "\n"), 0, TRACE_STREAM_STDOUT);
    build_event(
        build, TRACE_OUTPUT, 0,
        text(build, "a long line that goes on and on, with umlauts äöü at the place where it is cut off, äöü\n"), 0,
        TRACE_STREAM_STDOUT);
    build_event(build, TRACE_NOTE, 0, text(build, "Sets have no order here."), 0, 0);
}

static void all_of_tasks(Build *build, uint32_t task)
{
    uint32_t named = trace_new_id(build->trace);
    build_event(build, TRACE_TASK_NEW, named, text(build, "reader"), 0, TRACE_TASK_NAMED);
    build_event(build, TRACE_TASK_NAME, named, text(build, "writer"), 0, 0);
    uint32_t plain = trace_new_id(build->trace);
    build_event(build, TRACE_TASK_NEW, plain, 17, 0, 0);
    build_event(build, TRACE_TASK_CANCEL, plain, 0, text(build, "too late"), 0);
    build_event(build, TRACE_TASK_CANCEL, task, named, 0, 0);
    build_event(build, TRACE_TASK_UNCANCEL, task, 1, 0, 0);
    build_event(build, TRACE_TASK_UNCANCEL, task, 0, 0, 0);
    build_event(build, TRACE_TASK_YIELD, task, 0, 0, 0);
    build_event(build, TRACE_TASK_STEP, task, 0, 0, TRACE_STEP_SEND);
    build_sleep(build, task, 100);
    build_event(build, TRACE_SLEEP_DUE, task, 0, 0, 0);
    build_event(build, TRACE_SLEEP_CANCEL, task, 0, 0, 0);
    for (unsigned role = 0; role < TRACE_ROLE_CALL_SOON; role++) {
        build_event(build, TRACE_TASK_READY, task, 0, 0, role);
        build_event(build, TRACE_TASK_STEP, task, 0, 0, TRACE_STEP_THROW);
        build_event(build, TRACE_TASK_WAIT, task, 0, 0, TRACE_WAIT_FUTURE);
    }
    build_event(build, TRACE_HANDLE_SKIP, task, 0, 0, 0);
    build_event(build, TRACE_TASK_STEP, plain, 0, 0, TRACE_STEP_THROW);
    build_event(build, TRACE_TASK_DONE, plain, 0, 0, TRACE_OUTCOME_CANCELLED);
    build_event(build, TRACE_TASK_DONE, named, text(build, "KeyError('x')"), 0, TRACE_OUTCOME_EXCEPTION);
    build_event(build, TRACE_TASK_DROP, task, 0, 0, 0);
}

static void build_all_kinds(Build *build)
{
    build_run(build, "kinds.py", "main_async");
    uint32_t task = build_task(build, "work(\"a\")", true);
    build_step(build, task, trace_count(build->trace) - 1);
    uint32_t other = build_task(build, "work(\"b\")", false);
    all_primitives(build, task, other);
    all_futures(build, task, other);
    all_waits(build, task, other);
    all_of_code(build);
    all_of_tasks(build, task);
    all_handles(build, other);
    all_of_threads(build);
    all_of_network(build);
    build_iteration(build, -1, build->recorder.time_ns / BUILD_MS + 1);
    build_event(build, TRACE_READY_SNAPSHOT, build->loop, 0, 0, 0);
    build_event(build, TRACE_LOOP_END, build->loop, 0, 0, 0);
    for (unsigned end = 0; end < TRACE_END_COUNT; end++) {
        build_event(build, TRACE_RUN_END, 0, end % 2, end == 3 ? text(build, "two tasks wait for each other") : 0, end);
    }
}

static void narrate_all(const Build *build, const SupportAlloc *memory, const char *golden)
{
    AnModel *model = an_model_new(&memory->alloc, build->trace);
    LsBuf out;
    LsBuf sentence;
    ls_buf_init(&out, &memory->alloc);
    ls_buf_init(&sentence, &memory->alloc);
    for (uint32_t seq = 0; seq < trace_count(build->trace); seq++) {
        ls_buf_clear(&sentence);
        an_narrate(model, seq, &sentence);
        const char *told = ls_buf_text(&sentence);
        assert_true(sentence.size > 8);
        assert_true(sentence.size <= 200);
        assert_null(strpbrk(told, "\n\r\t\033"));
        assert_null(strstr(told, "  "));
        assert_null(strstr(told, "\""
                                 "?"));
        ls_buf_printf(&out, "%-16s %s\n", trace_kind_name(trace_at(build->trace, seq)->kind), told);
    }
    support_assert_golden(golden, ls_buf_text(&out));
    ls_buf_free(&sentence);
    ls_buf_free(&out);
    an_model_free(model);
}

static void test_every_kind_has_a_sentence(void **state)
{
    (void)state;
    SupportAlloc memory;
    Build build;
    bool seen[TRACE_KIND_COUNT] = {false};
    support_alloc_init(&memory);
    build_begin(&build, &memory.alloc);
    build_all_kinds(&build);
    narrate_all(&build, &memory, "tests/analysis/golden/narration_kinds.txt");
    for (uint32_t seq = 0; seq < trace_count(build.trace); seq++) {
        seen[trace_at(build.trace, seq)->kind] = true;
    }
    for (unsigned kind = 0; kind < TRACE_KIND_COUNT; kind++) {
        if (!seen[kind] && kind != TRACE_SLEEP_FIRE) { /* told of the three fetches */
            fail_msg("no sentence for %s was looked at", trace_kind_name(kind));
        }
    }
    build_end(&build);
    support_alloc_end(&memory);
}

static void test_three_fetches(void **state)
{
    (void)state;
    SupportAlloc memory;
    Build build;
    ThreeFetches names;
    support_alloc_init(&memory);
    build_begin(&build, &memory.alloc);
    build_three_fetches(&build, &names);
    narrate_all(&build, &memory, "tests/analysis/golden/narration_three_fetches.txt");
    build_end(&build);
    support_alloc_end(&memory);
}

/* --- why --- */

static void test_why(void **state)
{
    (void)state;
    SupportAlloc memory;
    Build build;
    ThreeFetches names;
    AnReason chain[16];
    LsBuf now;
    support_alloc_init(&memory);
    build_begin(&build, &memory.alloc);
    build_three_fetches(&build, &names);
    AnModel *model = an_model_new(&memory.alloc, build.trace);
    ls_buf_init(&now, &memory.alloc);

    static const TraceKind kinds[] = {TRACE_TASK_STEP,  TRACE_SLEEP_FIRE, TRACE_SLEEP_DUE,
                                      TRACE_TASK_SLEEP, TRACE_TASK_STEP,  TRACE_TASK_READY,
                                      TRACE_TASK_STEP,  TRACE_TASK_READY, TRACE_RUN_BEGIN};
    size_t links = an_why_event(model, names.resumed[2], chain, 16);
    assert_int_equal(links, sizeof kinds / sizeof *kinds);
    for (size_t i = 0; i < links; i++) {
        assert_int_equal(trace_at(build.trace, chain[i].seq)->kind, kinds[i]);
        assert_int_equal(chain[i].time_ns, trace_at(build.trace, chain[i].seq)->time_ns);
    }
    assert_int_equal(an_why_event(model, names.resumed[2], chain, 2), 2);

    an_model_seek(model, names.resumed[2]);
    links = an_why_task(model, names.main, &now, chain, 16);
    assert_string_equal(ls_buf_text(&now), "main() waits for gather. It goes on when fetch(\"alpha\"), fetch(\"beta\") "
                                           "and fetch(\"gamma\") are done.");
    assert_int_equal(chain[0].seq, names.gathered);
    assert_true(links > 1);

    ls_buf_clear(&now);
    an_why_task(model, names.fetch[0], &now, chain, 16);
    assert_string_equal(ls_buf_text(&now),
                        "fetch(\"alpha\") waits for its sleep to end: its timer is due at 1 s, in 750 ms.");
    ls_buf_clear(&now);
    an_why_task(model, names.fetch[2], &now, chain, 16);
    assert_string_equal(ls_buf_text(&now), "fetch(\"gamma\") is running now.");
    an_model_seek(model, names.gathered);
    ls_buf_clear(&now);
    an_why_task(model, names.fetch[1], &now, chain, 16);
    assert_string_equal(ls_buf_text(&now),
                        "fetch(\"beta\") is ready: its step stands in the ready queue behind 1 handle.");
    an_model_seek(model, UINT32_MAX);
    ls_buf_clear(&now);
    an_why_task(model, names.main, &now, chain, 16);
    assert_string_equal(ls_buf_text(&now), "main() is done: it has returned.");
    an_model_seek(model, 0);
    ls_buf_clear(&now);
    assert_int_equal(an_why_task(model, names.main, &now, chain, 16), 0);
    assert_string_equal(ls_buf_text(&now), "main() does not exist yet.");
    ls_buf_clear(&now);
    assert_int_equal(an_why_task(model, names.gather, &now, chain, 16), 0);
    assert_string_equal(ls_buf_text(&now), "");

    ls_buf_free(&now);
    an_model_free(model);
    build_end(&build);
    support_alloc_end(&memory);
}

static void test_memory_may_fail(void **state)
{
    (void)state;
    SupportAlloc good;
    SupportAlloc memory;
    Build build;
    ThreeFetches names;
    support_alloc_init(&good);
    build_begin(&build, &good.alloc);
    build_three_fetches(&build, &names);
    AnModel *model = an_model_new(&good.alloc, build.trace);
    for (size_t n = 1; support_alloc_begin(&memory, n); n++) {
        LsBuf out;
        ls_buf_init(&out, &memory.alloc);
        for (uint32_t seq = 0; seq < trace_count(build.trace); seq++) {
            an_narrate(model, seq, &out);
        }
        assert_int_equal(out.failed, memory.failed);
        ls_buf_free(&out);
        support_alloc_end(&memory);
    }
    an_model_free(model);
    build_end(&build);
    support_alloc_end(&good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times),           cmocka_unit_test(test_every_kind_has_a_sentence),
        cmocka_unit_test(test_three_fetches),   cmocka_unit_test(test_why),
        cmocka_unit_test(test_memory_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
