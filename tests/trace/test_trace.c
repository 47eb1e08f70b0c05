#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/support_alloc.h"
#include "trace/trace_recorder.h"

#include <stdio.h>
#include <string.h>

static TraceEvent numbered(uint32_t number)
{
    return (TraceEvent){.time_ns = (int64_t)number * 1000000007,
                        .object = number,
                        .value = ~number,
                        .cause = number == 0 ? TRACE_NO_CAUSE : number - 1,
                        .subject = number ^ 0x5555,
                        .line = number & TRACE_LINE_MAX,
                        .kind = number % TRACE_KIND_COUNT,
                        .thread = (uint16_t)number,
                        .flags = (uint8_t)(number >> 3)};
}

static void test_events_come_back_and_do_not_move(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    Trace *trace = trace_new(&memory.alloc);
    assert_non_null(trace);
    assert_int_equal(trace_count(trace), 0);
    const uint32_t many = TRACE_CHUNK_EVENTS * 2 + 5;
    const TraceEvent *first = NULL;
    for (uint32_t i = 0; i < many; i++) {
        TraceEvent event = numbered(i);
        assert_int_equal(trace_append(trace, &event), i);
        first = i == 0 ? trace_at(trace, 0) : first;
    }
    assert_int_equal(trace_count(trace), many);
    assert_ptr_equal(trace_at(trace, 0), first);
    for (uint32_t i = 0; i < many; i += 997) {
        TraceEvent expected = numbered(i);
        const TraceEvent *event = trace_at(trace, i);
        assert_int_equal(event->time_ns, expected.time_ns);
        assert_int_equal(event->object, expected.object);
        assert_int_equal(event->value, expected.value);
        assert_int_equal(event->cause, expected.cause);
        assert_int_equal(event->subject, expected.subject);
        assert_int_equal(event->line, expected.line);
        assert_int_equal(event->kind, expected.kind);
        assert_int_equal(event->thread, expected.thread);
        assert_int_equal(event->flags, expected.flags);
    }
    assert_true(trace_memory_bytes(trace) >= many * sizeof(TraceEvent));
    trace_free(trace);
    support_alloc_end(&memory);
}

static void test_strings_are_interned(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    Trace *trace = trace_new(&memory.alloc);
    assert_non_null(trace);
    assert_int_equal(trace_string(trace, "", 0), 0);
    char text[32];
    const char *places[2000];
    for (uint32_t i = 0; i < 2000; i++) {
        int size = snprintf(text, sizeof text, "string %u", (unsigned)i);
        assert_int_equal(trace_string(trace, text, (size_t)size), i + 1);
        places[i] = trace_text(trace, i + 1, NULL);
    }
    for (uint32_t i = 0; i < 2000; i++) {
        int size = snprintf(text, sizeof text, "string %u", (unsigned)i);
        size_t stored;
        assert_int_equal(trace_string(trace, text, (size_t)size), i + 1);
        assert_ptr_equal(trace_text(trace, i + 1, &stored), places[i]);
        assert_int_equal(stored, size);
        assert_string_equal(places[i], text);
    }
    assert_int_equal(trace_string_count(trace), 2000);
    assert_int_equal(trace_string(trace, "a\0b", 3), 2001);
    assert_int_equal(trace_string(trace, "a\0c", 3), 2002);
    assert_int_equal(trace_string(trace, "a", 1), 2003);
    assert_string_equal(trace_text(trace, 99999, NULL), "");
    static char large[200000];
    memset(large, 'x', sizeof large);
    uint32_t id = trace_string(trace, large, sizeof large);
    size_t size;
    assert_memory_equal(trace_text(trace, id, &size), large, sizeof large);
    assert_int_equal(size, sizeof large);
    trace_free(trace);
    support_alloc_end(&memory);
}

static void test_source_and_metadata(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    Trace *trace = trace_new(&memory.alloc);
    assert_non_null(trace);
    size_t size = 7;
    assert_string_equal(trace_source_text(trace, &size), "");
    assert_int_equal(size, 0);
    assert_string_equal(trace_source_name(trace), "");
    assert_int_equal(trace_set_source(trace, "a.py", "one", 3), LS_OK);
    assert_int_equal(trace_set_source(trace, "b.py", "three", 5), LS_OK);
    assert_string_equal(trace_source_text(trace, &size), "three");
    assert_int_equal(size, 5);
    assert_string_equal(trace_source_name(trace), "b.py");
    assert_null(trace_meta(trace, "seed"));
    assert_int_equal(trace_set_meta(trace, "seed", "1"), LS_OK);
    assert_int_equal(trace_set_meta(trace, "cost", "zero"), LS_OK);
    assert_int_equal(trace_set_meta(trace, "seed", "12345"), LS_OK);
    assert_string_equal(trace_meta(trace, "seed"), "12345");
    assert_int_equal(trace_meta_count(trace), 2);
    const char *value;
    assert_string_equal(trace_meta_at(trace, 1, &value), "cost");
    assert_string_equal(value, "zero");
    trace_free(trace);
    support_alloc_end(&memory);
}

static void test_recorder_fills_in_the_context(void **state)
{
    (void)state;
    SupportAlloc memory;
    support_alloc_init(&memory);
    Trace *trace = trace_new(&memory.alloc);
    assert_non_null(trace);
    TraceRecorder recorder = {.trace = trace, .thread = 2, .line = 17, .cause = TRACE_NO_CAUSE, .time_ns = 5};
    uint32_t task = trace_new_id(trace);
    assert_int_equal(task, 1);
    assert_int_equal(trace_record(&recorder, TRACE_TASK_NEW, task, 3, 0, TRACE_TASK_MAIN), 0);
    recorder.cause = 0;
    recorder.line = TRACE_LINE_MAX;
    assert_int_equal(trace_record_amount(&recorder, TRACE_TASK_SLEEP, task, -7, 0), 1);
    assert_int_equal(trace_record_caused(&recorder, TRACE_TASK_READY, 1, task, 0, 0, TRACE_ROLE_WAKEUP), 2);
    assert_int_equal(trace_at(trace, 0)->cause, TRACE_NO_CAUSE);
    assert_int_equal(trace_at(trace, 0)->thread, 2);
    assert_int_equal(trace_at(trace, 0)->line, 17);
    assert_int_equal(trace_at(trace, 0)->time_ns, 5);
    assert_int_equal(trace_at(trace, 0)->flags, TRACE_TASK_MAIN);
    assert_int_equal(trace_at(trace, 1)->amount, -7);
    assert_int_equal(trace_at(trace, 1)->cause, 0);
    assert_int_equal(trace_at(trace, 1)->line, TRACE_LINE_MAX);
    assert_int_equal(trace_at(trace, 2)->cause, 1);
    trace_free(trace);

    recorder.trace = NULL;
    assert_false(trace_on(&recorder));
    assert_int_equal(trace_record(&recorder, TRACE_TASK_NEW, 1, 3, 0, 0), TRACE_NO_CAUSE);
    assert_int_equal(trace_record_amount(&recorder, TRACE_TASK_SLEEP, 1, 3, 0), TRACE_NO_CAUSE);
    support_alloc_end(&memory);
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(trace_kind_name(TRACE_RUN_BEGIN), "run");
    assert_string_equal(trace_kind_name(TRACE_NOTE), "note");
    assert_string_equal(trace_kind_name(TRACE_KIND_COUNT), "?");
    assert_string_equal(trace_wait_name(TRACE_WAIT_GATHER), "gather");
    assert_string_equal(trace_wait_phrase(TRACE_WAIT_LOCK), "a lock");
    assert_string_equal(trace_role_name(TRACE_ROLE_WAKEUP), "wake-up");
    assert_string_equal(trace_outcome_name(TRACE_OUTCOME_CANCELLED), "cancelled");
    assert_string_equal(trace_sync_name(TRACE_SYNC_PUT), "put");
    assert_string_equal(trace_block_name(TRACE_BLOCK_SLEEP), "time.sleep");
    assert_string_equal(trace_frame_name(TRACE_FRAME_MODULE), "module");
    assert_string_equal(trace_end_name(TRACE_END_DEADLOCK), "deadlock");
    assert_string_equal(trace_end_name(99), "?");
    for (unsigned a = 0; a < TRACE_KIND_COUNT; a++) {
        for (unsigned b = 0; b < a; b++) { /* a trace file tells kinds by their names */
            assert_string_not_equal(trace_kind_name(a), trace_kind_name(b));
        }
    }
}

/* A run that goes on although recording fails: nothing is torn, later events are dropped. */
static void test_every_allocation_may_fail(void **state)
{
    (void)state;
    SupportAlloc memory;
    for (size_t n = 1; support_alloc_begin(&memory, n); n++) {
        Trace *trace = trace_new(&memory.alloc);
        if (trace != NULL) {
            char text[16];
            for (uint32_t i = 0; i < 300; i++) {
                int size = snprintf(text, sizeof text, "s%u", (unsigned)i);
                uint32_t id = trace_string(trace, text, (size_t)size);
                TraceEvent event = {.object = id};
                trace_append(trace, &event);
            }
            bool lost = trace_set_source(trace, "f", "text", 4) != LS_OK;
            lost |= trace_set_meta(trace, "k", "v") != LS_OK;
            lost |= trace_set_meta(trace, "k", "w") != LS_OK;
            assert_int_equal(memory.failed, trace_failed(trace) || lost);
            if (!memory.failed) {
                assert_int_equal(trace_count(trace), 300);
            } else {
                assert_true(trace_count(trace) <= 300);
            }
            trace_free(trace);
        }
        support_alloc_end(&memory);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events_come_back_and_do_not_move),
        cmocka_unit_test(test_strings_are_interned),
        cmocka_unit_test(test_source_and_metadata),
        cmocka_unit_test(test_recorder_fills_in_the_context),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
